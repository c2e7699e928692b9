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
    ".said{border-left:.3rem solid currentColor;padding:.2rem 1rem;margin:1.5rem 0}"
)


class Choice(NamedTuple):
    """One thing to choose on the preference page."""

    name: str
    label: str
    is_chosen: bool


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


def preferences_page(locale: str, action: str, choices: Sequence[Choice], *, sender: str, saved: bool) -> HTMLResponse:
    """What somebody gets from ``sender``, to be changed."""
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
        f'<button type="submit" class="plain" name="do" value="stop">{escape(say["stop_all"])}</button></form>',
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
    },
}
