"""Pages that receivers of messages see: plain HTML that works without scripts, in their language, readable by everybody."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final, NamedTuple

from starlette.responses import HTMLResponse

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_STYLE: Final = (
    ":root{color-scheme:light dark}"
    "body{margin:0;font:1.05rem/1.6 system-ui,sans-serif;background:Canvas;color:CanvasText}"
    "main{max-width:36rem;margin:0 auto;padding:2rem 1.25rem}"
    "h1{font-size:1.5rem;line-height:1.3}"
    "fieldset{border:1px solid GrayText;border-radius:.5rem;margin:1.5rem 0;padding:.5rem 1.25rem 1rem}"
    "legend{padding:0 .5rem;font-weight:600}"
    "label{display:flex;gap:.75rem;align-items:flex-start;padding:.6rem 0;min-height:1.5rem}"
    "input[type=checkbox]{width:1.4rem;height:1.4rem;margin:.1rem 0 0;flex:none}"
    "button{font:inherit;padding:.7rem 1.4rem;border-radius:.5rem;border:2px solid currentColor;background:ButtonFace;"
    "color:ButtonText;cursor:pointer}"
    "button.plain{border-width:1px}"
    ":focus-visible{outline:3px solid Highlight;outline-offset:3px}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0}"
    ".said{border-left:.3rem solid currentColor;padding:.2rem 1rem;margin:1.5rem 0}"
)


class Choice(NamedTuple):
    """One thing to choose on the preference page."""

    name: str
    label: str
    is_chosen: bool


class Said(NamedTuple):
    """One thing that somebody said: a day, a channel or the sale of data, and what shows it."""

    on: str
    about: str
    is_yes: bool
    shown_by: str


def unsubscribe_page(locale: str, action: str, preferences: str, *, channel: str) -> HTMLResponse:
    """Asks once; nothing happens by opening it, since programs open every link of a message."""
    say = _words(locale)
    return _page(
        say,
        say["stop_title"],
        f"<p>{escape(say['stop_text'].format(channel=say[channel]))}</p>"
        f'<form method="post" action="{escape(action)}"><input type="hidden" name="confirm" value="yes">'
        f'<button type="submit">{escape(say["stop"])}</button></form>'
        f'<p><a href="{escape(preferences)}">{escape(say["choose"])}</a></p>',
    )


def unsubscribed_page(locale: str, preferences: str, *, channel: str) -> HTMLResponse:
    say = _words(locale)
    return _page(
        say,
        say["stopped_title"],
        f'<p role="status" class="said">{escape(say["stopped_text"].format(channel=say[channel]))}</p>'
        f'<p><a href="{escape(preferences)}">{escape(say["choose"])}</a></p>',
    )


def preferences_page(
    locale: str,
    action: str,
    choices: Sequence[Choice],
    *,
    sender: str,
    saved: bool,
    refuses_sale: bool,
    asks_to_sell: bool,
) -> HTMLResponse:
    """What somebody gets from ``sender``, and whether their data may be sold or shared, to be changed."""
    say = _words(locale)
    boxes = "".join(
        f'<label><input type="checkbox" name="channel" value="{escape(one.name)}"{" checked" if one.is_chosen else ""}>'
        f"<span>{escape(say[one.label])}</span></label>"
        for one in choices
    )
    said = f'<p role="status" class="said">{escape(say["saved"])}</p>' if saved else ""
    whose = f"<p>{escape(say['from'].format(sender=sender))}</p>" if sender else ""
    return _page(
        say,
        say["choose_title"],
        f'{said}{whose}<form method="post" action="{escape(action)}">'
        f"<fieldset><legend>{escape(say['by'])}</legend>{boxes}</fieldset>"
        f'<button type="submit" name="do" value="save">{escape(say["save"])}</button> '
        f'<button type="submit" class="plain" name="do" value="stop">{escape(say["stop_all"])}</button></form>'
        + sale_form(say, action, is_refused=refuses_sale, is_asked=asks_to_sell)
        + f'<p><a href="{escape(action)}/record">{escape(say["record"])}</a></p>',
    )


def sale_form(say: Mapping[str, str], action: str, *, is_refused: bool, is_asked: bool) -> str:
    """Opting out is one step; opting in again is two, so that nobody does it by mistake (11 CCR 7028)."""
    if not is_refused:
        text, name, button = say["sale_text"], "dont_sell", say["dont_sell"]
    elif is_asked:
        text, name, button = say["sale_confirm"], "sell_confirmed", say["sell_confirmed"]
    else:
        text, name, button = say["sale_refused"], "sell", say["sell"]
    return (
        f'<form method="post" action="{escape(action)}"><fieldset><legend>{escape(say["sale"])}</legend>'
        f"<p>{escape(text)}</p>"
        f'<button type="submit" class="plain" name="do" value="{name}">{escape(button)}</button></fieldset></form>'
    )


def do_not_sell_page(locale: str, key: str, *, of: str, is_wrong: bool = False) -> HTMLResponse:
    """Asks by what somebody is known; nothing happens by opening it."""
    say = _words(locale)
    wrong = f'<p role="alert" class="said">{escape(say["sale_wrong"])}</p>' if is_wrong else ""
    return _page(
        say,
        say["sale"],
        f"<p>{escape(say['from'].format(sender=of))}</p><p>{escape(say['sale_ask'])}</p>{wrong}"
        f'<form method="post" action="/v1/do-not-sell"><input type="hidden" name="key" value="{escape(key)}">'
        f'<label>{escape(say["email"])} <input type="email" name="email" autocomplete="email"></label>'
        f'<label>{escape(say["phone"])} <input type="tel" name="phone" autocomplete="tel"></label>'
        f'<button type="submit">{escape(say["dont_sell"])}</button></form>',
        status=422 if is_wrong else 200,
    )


def opted_out_page(locale: str) -> HTMLResponse:
    say = _words(locale)
    return _page(say, say["sale"], f'<p role="status" class="said">{escape(say["sale_refused"])}</p>')


def record_page(locale: str, back: str, said: Sequence[Said]) -> HTMLResponse:
    """All that somebody ever said, to themselves."""
    say = _words(locale)
    rows = "".join(
        f"<tr><td>{escape(one.on)}</td><td>{escape(say.get(one.about, one.about))}</td>"
        f"<td>{escape(say['yes' if one.is_yes else 'no'])}</td><td>{escape(one.shown_by)}</td></tr>"
        for one in said
    )
    heads = "".join(f'<th scope="col">{escape(say[each])}</th>' for each in ("on", "about", "answer", "shown_by"))
    return _page(
        say,
        say["record"],
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f'<p><a href="{escape(back)}">{escape(say["choose"])}</a></p>',
    )


def refusal_page(locale: str, *, expired: bool, status: int) -> HTMLResponse:
    """For a link that is not ours, or too old."""
    say = _words(locale)
    kind = "expired" if expired else "unknown"
    return _page(say, say[f"{kind}_title"], f"<p>{escape(say[f'{kind}_text'])}</p>", status=status)


def _page(say: Mapping[str, str], title: str, body: str, *, status: int = 200) -> HTMLResponse:
    return HTMLResponse(
        f'<!doctype html><html lang="{say["lang"]}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{body}</main></body></html>",
        status_code=status,
        headers=_HEADERS,
    )


def _words(locale: str) -> Mapping[str, str]:
    return _WORDS.get(locale.partition("-")[0].lower(), _WORDS["en"])


def language(accepted: str) -> str:
    """The language of ``Accept-Language`` that these pages are written in; English where none is."""
    for wanted in accepted.split(",")[:20]:
        name = wanted.partition(";")[0].strip().partition("-")[0].lower()
        if name in _WORDS:
            return name
    return "en"


_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "lang": "en",
        "email": "E-mail",
        "sms": "Text message",
        "whatsapp": "WhatsApp",
        "push": "Notifications of the app",
        "web_push": "Notifications of the website",
        "other": "Messages",
        "stop_title": "Unsubscribe",
        "stop_text": "You will get no more marketing by this way: {channel}. Receipts and the like still reach you.",
        "stop": "Unsubscribe",
        "stopped_title": "You are unsubscribed",
        "stopped_text": "You get no more marketing by this way: {channel}. It may take a few minutes.",
        "choose": "Choose what you get",
        "choose_title": "What you get",
        "from": "From {sender}.",
        "by": "News and offers may reach me by",
        "save": "Save",
        "stop_all": "Unsubscribe from everything",
        "saved": "Saved.",
        "expired_title": "This link is too old",
        "expired_text": "Open the link in a newer message.",
        "unknown_title": "This link does not work",
        "unknown_text": "It may have been cut off. Open the message again, and use the link in it.",
        "phone": "Telephone",
        "sale": "Do not sell or share my personal information",
        "sale_text": "We may share data about you with others for advertising. You can say no at any time.",
        "dont_sell": "Do not sell or share my personal information",
        "sale_refused": "Your data is sold to nobody, and shared with nobody for advertising.",
        "sell": "Allow it again",
        "sale_confirm": "Do you want to allow that data about you is sold, or shared with others for advertising?",
        "sell_confirmed": "Yes, allow it",
        "sale_ask": "Tell us by what we know you. You need no account.",
        "sale_wrong": "Enter an e-mail address like ana@example.com, or a number like +14155550100.",
        "record": "What you have said so far",
        "on": "When",
        "about": "What",
        "answer": "Answer",
        "shown_by": "How we know",
        "yes": "Yes",
        "no": "No",
    },
    "de": {
        "lang": "de",
        "email": "E-Mail",
        "sms": "SMS",
        "whatsapp": "WhatsApp",
        "push": "Mitteilungen der App",
        "web_push": "Mitteilungen der Website",
        "other": "Nachrichten",
        "stop_title": "Abmelden",
        "stop_text": "Sie erhalten auf diesem Weg keine Werbung mehr: {channel}. Belege und Ähnliches erreichen Sie weiterhin.",
        "stop": "Abmelden",
        "stopped_title": "Sie sind abgemeldet",
        "stopped_text": "Sie erhalten auf diesem Weg keine Werbung mehr: {channel}. Das kann einige Minuten dauern.",
        "choose": "Auswählen, was Sie erhalten",
        "choose_title": "Was Sie erhalten",
        "from": "Von {sender}.",
        "by": "Neuigkeiten und Angebote dürfen mich erreichen per",
        "save": "Speichern",
        "stop_all": "Von allem abmelden",
        "saved": "Gespeichert.",
        "expired_title": "Dieser Link ist zu alt",
        "expired_text": "Öffnen Sie den Link in einer neueren Nachricht.",
        "unknown_title": "Dieser Link funktioniert nicht",
        "unknown_text": "Vielleicht wurde er abgeschnitten. Öffnen Sie die Nachricht noch einmal und den Link darin.",
        "phone": "Telefon",
        "sale": "Meine Daten nicht verkaufen oder weitergeben",
        "sale_text": "Wir geben Daten über Sie möglicherweise für Werbung an andere weiter. Sie können das jederzeit ablehnen.",
        "dont_sell": "Meine Daten nicht verkaufen oder weitergeben",
        "sale_refused": "Ihre Daten werden niemandem verkauft und an niemanden für Werbung weitergegeben.",
        "sell": "Wieder erlauben",
        "sale_confirm": "Möchten Sie erlauben, dass Daten über Sie verkauft oder für Werbung an andere weitergegeben werden?",
        "sell_confirmed": "Ja, erlauben",
        "sale_ask": "Sagen Sie uns, woran wir Sie erkennen. Ein Konto brauchen Sie nicht.",
        "sale_wrong": "Geben Sie eine Adresse wie ana@example.com oder eine Nummer wie +14155550100 ein.",
        "record": "Was Sie bisher gesagt haben",
        "on": "Wann",
        "about": "Was",
        "answer": "Antwort",
        "shown_by": "Woher wir es wissen",
        "yes": "Ja",
        "no": "Nein",
    },
    "es": {
        "lang": "es",
        "email": "Correo electrónico",
        "sms": "SMS",
        "whatsapp": "WhatsApp",
        "push": "Notificaciones de la aplicación",
        "web_push": "Notificaciones del sitio web",
        "other": "Mensajes",
        "stop_title": "Darse de baja",
        "stop_text": "Ya no recibirá publicidad por esta vía: {channel}. Los recibos y similares le seguirán llegando.",
        "stop": "Darse de baja",
        "stopped_title": "Se ha dado de baja",
        "stopped_text": "Ya no recibirá publicidad por esta vía: {channel}. Puede tardar unos minutos.",
        "choose": "Elegir lo que recibe",
        "choose_title": "Lo que recibe",
        "from": "De {sender}.",
        "by": "Quiero recibir novedades y ofertas por",
        "save": "Guardar",
        "stop_all": "Darse de baja de todo",
        "saved": "Guardado.",
        "expired_title": "Este enlace es demasiado antiguo",
        "expired_text": "Abra el enlace de un mensaje más reciente.",
        "unknown_title": "Este enlace no funciona",
        "unknown_text": "Quizá esté cortado. Abra de nuevo el mensaje y use el enlace que contiene.",
        "phone": "Teléfono",
        "sale": "No vender ni compartir mis datos personales",
        "sale_text": "Podemos compartir datos sobre usted con terceros para publicidad. Puede negarse en cualquier momento.",
        "dont_sell": "No vender ni compartir mis datos personales",
        "sale_refused": "Sus datos no se venden a nadie ni se comparten con nadie para publicidad.",
        "sell": "Permitirlo de nuevo",
        "sale_confirm": "¿Quiere permitir que sus datos se vendan o se compartan con terceros para publicidad?",
        "sell_confirmed": "Sí, permitirlo",
        "sale_ask": "Díganos por qué dato le conocemos. No necesita una cuenta.",
        "sale_wrong": "Escriba una dirección como ana@example.com o un número como +14155550100.",
        "record": "Lo que ha dicho hasta ahora",
        "on": "Cuándo",
        "about": "Qué",
        "answer": "Respuesta",
        "shown_by": "Cómo lo sabemos",
        "yes": "Sí",
        "no": "No",
    },
    "fr": {
        "lang": "fr",
        "email": "E-mail",
        "sms": "SMS",
        "whatsapp": "WhatsApp",
        "push": "Notifications de l'application",
        "web_push": "Notifications du site",
        "other": "Messages",
        "stop_title": "Se désabonner",
        "stop_text": "Vous ne recevrez plus de publicité par ce moyen : {channel}. Les reçus vous parviendront toujours.",
        "stop": "Se désabonner",
        "stopped_title": "Vous êtes désabonné",
        "stopped_text": "Vous ne recevez plus de publicité par ce moyen : {channel}. Cela peut prendre quelques minutes.",
        "choose": "Choisir ce que vous recevez",
        "choose_title": "Ce que vous recevez",
        "from": "De {sender}.",
        "by": "J'accepte de recevoir nouveautés et offres par",
        "save": "Enregistrer",
        "stop_all": "Se désabonner de tout",
        "saved": "Enregistré.",
        "expired_title": "Ce lien est trop ancien",
        "expired_text": "Ouvrez le lien d'un message plus récent.",
        "unknown_title": "Ce lien ne fonctionne pas",
        "unknown_text": "Il a peut-être été coupé. Ouvrez de nouveau le message et utilisez son lien.",
        "phone": "Téléphone",
        "sale": "Ne pas vendre ni partager mes données personnelles",
        "sale_text": "Nous pouvons partager des données vous concernant avec des tiers pour la publicité. Vous pouvez refuser à tout moment.",
        "dont_sell": "Ne pas vendre ni partager mes données personnelles",
        "sale_refused": "Vos données ne sont vendues à personne ni partagées avec personne pour la publicité.",
        "sell": "L'autoriser de nouveau",
        "sale_confirm": "Voulez-vous autoriser la vente de vos données, ou leur partage avec des tiers pour la publicité ?",
        "sell_confirmed": "Oui, l'autoriser",
        "sale_ask": "Dites-nous par quoi nous vous connaissons. Aucun compte n'est nécessaire.",
        "sale_wrong": "Saisissez une adresse comme ana@example.com ou un numéro comme +14155550100.",
        "record": "Ce que vous avez dit jusqu'ici",
        "on": "Quand",
        "about": "Quoi",
        "answer": "Réponse",
        "shown_by": "Comment nous le savons",
        "yes": "Oui",
        "no": "Non",
    },
}
