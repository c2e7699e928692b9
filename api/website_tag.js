/*
 * Campaign Express: what visitors do on a website.
 *
 *   <script async src="https://HOST/v1/tag.js" data-key="wk_..."></script>
 *
 *   ce("consent", true)                          the visitor said yes; false takes it back and forgets them
 *   ce("track", "product_view", {sku: "7"})      something they did
 *   ce("id", function (id) {})                   the anonymous id, for your server to say whose it is
 *   ce("doNotSell")                              the visitor opts out of the sale and sharing of their data
 *
 * Attributes: data-consent="assumed" where the website's settings say so, data-auto="false" for no page views of its own.
 * Nothing is kept in the browser and nothing is sent before there is consent, or with Global Privacy Control on. A browser
 * that was recorded before it had that on says so once, as an opt-out, and forgets its id.
 */
(function (window, document) {
  "use strict";
  var script = document.currentScript || document.querySelector("script[data-key]");
  if (!script || (window.ce && window.ce.loaded)) return;
  var KEY = script.getAttribute("data-key");
  var URL = new window.URL("/v1/collect", script.src).href;
  var OPT_OUT = new window.URL("/v1/do-not-sell", script.src).href;
  var CONSENT = "ce_consent";
  var SALE = "ce_sale";
  var ID = "ce_id";
  var MOST = 20;
  var PAUSE_MS = 1000;
  var TRIES = 4;
  var isRefused = window.navigator.globalPrivacyControl === true;
  var isAssumed = script.getAttribute("data-consent") === "assumed";
  var queue = [];
  var timer = null;
  var failures = 0;

  function read(name) {
    try { return window.localStorage.getItem(name); } catch (e) { return null; }
  }
  function write(name, value) {
    try {
      if (value === null) window.localStorage.removeItem(name);
      else window.localStorage.setItem(name, value);
    } catch (e) { /* a browser that keeps nothing: the visit has an id of its own */ }
  }
  function random() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    return Array.prototype.map.call(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join("");
  }
  function mayRecord() {
    if (isRefused) return false;
    var said = read(CONSENT);
    return said === "yes" || (isAssumed && said !== "no");
  }
  var visit = null;
  function id() {
    if (!mayRecord()) return null;
    var known = visit || read(ID);
    visit = known || random();
    write(ID, visit);
    var sale = read(SALE);
    if (sale === "no" || (sale && !known)) tellOptOut(visit, ""); /* an opt-out outlives the id it was said of */
    return visit;
  }
  function tellOptOut(who, signal) {
    write(SALE, "told");
    var said = new window.URLSearchParams({key: KEY, anonymous_id: who, signal: signal});
    window.fetch(OPT_OUT, {method: "POST", body: said, keepalive: true, credentials: "omit", mode: "cors"})
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        if (signal) write(ID, null);
      })
      .catch(function () { write(SALE, "no"); /* said again on the next page */ });
  }
  function doNotSell() {
    write(SALE, "no");
    var who = visit || read(ID);
    if (who) tellOptOut(who, "");
  }

  function track(name, properties) {
    var who = id();
    if (!who) return;
    queue.push({
      event: String(name),
      event_id: random(),
      at: new Date().toISOString(),
      person: {anonymous_id: who},
      properties: properties || {}
    });
    if (queue.length >= MOST) flush(false);
    else if (timer === null) timer = window.setTimeout(function () { flush(false); }, PAUSE_MS);
  }
  function page() {
    track("page_view", {
      url: window.location.href.split("#")[0],
      title: document.title.slice(0, 200),
      referrer: document.referrer
    });
  }

  function body(events) {
    var zone = "";
    try { zone = window.Intl.DateTimeFormat().resolvedOptions().timeZone || ""; } catch (e) { /* unknown */ }
    return JSON.stringify({
      write_key: KEY,
      consent: read(CONSENT) === "yes" ? "granted" : "assumed",
      sent_at: new Date().toISOString(),
      time_zone: zone,
      locale: window.navigator.language || "",
      events: events
    });
  }
  function flush(isLeaving) {
    window.clearTimeout(timer);
    timer = null;
    if (!queue.length || !mayRecord()) { queue = []; return; }
    var events = queue.splice(0, MOST);
    var text = body(events);
    if (isLeaving && window.navigator.sendBeacon && window.navigator.sendBeacon(URL, text)) return;
    window.fetch(URL, {method: "POST", body: text, keepalive: true, credentials: "omit", mode: "cors"})
      .then(function (answer) {
        if (answer.status >= 500) throw new Error(String(answer.status));
        failures = 0;
        if (queue.length) flush(false);
      })
      .catch(function () {
        failures += 1;
        if (failures >= TRIES) { failures = 0; return; }
        queue = events.concat(queue).slice(0, 10 * MOST);
        timer = window.setTimeout(function () { flush(false); }, PAUSE_MS * Math.pow(3, failures));
      });
  }

  function consent(isGiven) {
    write(CONSENT, isGiven ? "yes" : "no");
    if (!isGiven) { queue = []; visit = null; write(ID, null); return; }
    if (script.getAttribute("data-auto") !== "false") page();
  }

  var commands = {
    track: track,
    page: page,
    consent: consent,
    id: function (tell) { tell(id()); },
    doNotSell: doNotSell,
    flush: function () { flush(false); }
  };
  var waiting = (window.ce && window.ce.q) || [];
  window.ce = function (name) {
    if (commands[name]) commands[name].apply(null, Array.prototype.slice.call(arguments, 1));
  };
  window.ce.loaded = true;
  window.addEventListener("pagehide", function () { flush(true); });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") flush(true);
  });
  if (isRefused && read(ID)) tellOptOut(read(ID), "global_privacy_control");
  if (mayRecord() && script.getAttribute("data-auto") !== "false") page();
  for (var i = 0; i < waiting.length; i += 1) window.ce.apply(null, waiting[i]);
})(window, document);
