/** What a new template says before anybody has written it: whole messages, to be written over. */
import type { Channel } from '@/api/types';
import type { Content } from '../content';

export interface Start {
  title: string;
  note: string;
  content: Content;
}

const MJML = `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Georgia, serif" />
      <mj-text font-size="16px" line-height="1.5" color="#211f1b" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f3f1ec">
    <mj-section background-color="#ffffff" padding="32px 24px">
      <mj-column>
        <mj-text font-size="26px" line-height="1.2">Hello {{ person.first_name | default: 'there' }}</mj-text>
        <mj-text>Say here what it is about, in a sentence or two.</mj-text>
        <mj-button href="https://www.example.com/" background-color="#246c59" border-radius="6px">Have a look</mj-button>
      </mj-column>
    </mj-section>
    <mj-section padding="16px 24px">
      <mj-column>
        <mj-text font-size="12px" color="#6b665d" align="center">
          {{ sender.postal_address }}<br />
          <a href="{{ links.preferences }}">Choose what you get</a> ·
          <a href="{{ links.unsubscribe }}">Unsubscribe</a>
        </mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <style>
      body { margin: 0; background: #f3f1ec; font-family: Georgia, serif; color: #211f1b; }
      .letter { max-width: 560px; margin: 0 auto; padding: 32px 24px; background: #ffffff; }
      .small { font-size: 12px; color: #6b665d; }
      @media (prefers-color-scheme: dark) {
        body { background: #1b1a18; color: #e7e5df; }
        .letter { background: #232220; }
        .small { color: #aaa69c; }
      }
    </style>
  </head>
  <body>
    <div class="letter">
      <h1>Hello {{ person.first_name | default: 'there' }}</h1>
      <p>Say here what it is about, in a sentence or two.</p>
      <p class="small">
        {{ sender.postal_address }}<br />
        <a href="{{ links.preferences }}">Choose what you get</a> · <a href="{{ links.unsubscribe }}">Unsubscribe</a>
      </p>
    </div>
  </body>
</html>
`;

const HELLO = "Hello {{ person.first_name | default: 'there' }}";
const SUBJECT = "{{ person.first_name | default: 'Hello' }}, something for you";

const CARD: Start[] = [
  {
    title: 'A title and a text',
    note: 'With an address that a tap opens',
    content: in_({ title: HELLO, body: 'Say here what it is about.', url: 'https://www.example.com/' }),
  },
];

const STARTS: Partial<Record<Channel, Start[]>> = {
  email: [
    {
      title: 'Letter in MJML',
      note: 'A markup for e-mail that reads well in every mail program',
      content: { markup: 'mjml', ...in_({ subject: SUBJECT, html: MJML }) },
    },
    {
      title: 'Letter in HTML',
      note: 'Your own page, with styles for dark mail programs',
      content: { markup: 'html', ...in_({ subject: SUBJECT, html: HTML }) },
    },
    {
      title: 'Plain text',
      note: 'Words alone, as between people',
      content: in_({
        subject: SUBJECT,
        text: `${HELLO},\n\nSay here what it is about.\n\n{{ sender.name }}\n{{ sender.postal_address }}\n\nNo more of these: {{ links.unsubscribe }}\n`,
      }),
    },
  ],
  sms: [{ title: 'A text', note: 'One segment is 160 characters', content: in_({ text: `${HELLO}, ` }) }],
  whatsapp: [{ title: 'A text', note: 'At most 4,096 characters', content: in_({ text: `${HELLO}, ` }) }],
  webhook: [
    {
      title: 'Fields',
      note: 'Names and values that your own system understands',
      content: in_({ data: { person: '{{ person.id }}', event: '{{ event.name }}' } }),
    },
  ],
};

function in_(wording: Content['wordings'][string]): Content {
  return { default_locale: 'en', wordings: { en: wording } };
}

export function startsOf(channel: Channel): Start[] {
  return STARTS[channel] ?? CARD;
}
