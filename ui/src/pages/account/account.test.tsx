import { focusManager } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { type Answers, visit } from '@/testing/page';
import { deviceOf } from './devices';

const HERE = {
  id: 'ses_1',
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  scopes: null,
  current: true,
  provider_id: null,
  created_at: '2027-01-01T00:00:00Z',
  refreshed_at: '2027-01-01T08:00:00Z',
  ends_at: '2027-02-01T00:00:00Z',
};
const PHONE = {
  ...HERE,
  id: 'ses_2',
  current: false,
  user_agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1',
};

const answers: Answers = {
  'GET /api/v1/session/way-in': () => ({ has_password: true, has_second_factor: false, only_by: null }),
  'GET /api/v1/sessions': () => [HERE, PHONE],
};

test('somebody changes their password, and hears that their other sessions have ended', async () => {
  const { person, requests } = await visit('/account', { ...answers, 'POST /api/v1/session/password': () => null });
  const form = within(await screen.findByRole('region', { name: 'Password' }));
  await person.type(form.getByLabelText(/Password until now/), 'the old one');
  await person.type(form.getByLabelText(/New password/), 'nine otters');
  await person.type(form.getByLabelText(/The same again/), 'nine others');
  await person.click(form.getByRole('button', { name: 'Change it' }));
  await form.findByText('This is not the same password');
  await person.clear(form.getByLabelText(/The same again/));
  await person.type(form.getByLabelText(/The same again/), 'nine otters');
  await person.click(form.getByRole('button', { name: 'Change it' }));
  await screen.findByText('Your password is changed, and your other sessions have ended.');
  const sent = requests.filter(({ call }) => call === 'POST /api/v1/session/password').map(({ body }) => body);
  expect(sent).toEqual([{ current: 'the old one', new: 'nine otters' }]);
});

test('a second factor is on once a code of it was confirmed, and its recovery codes are shown', async () => {
  let isOn = false;
  const { person, requests } = await visit('/account', {
    ...answers,
    'GET /api/v1/session/way-in': () => ({ has_password: true, has_second_factor: isOn, only_by: null }),
    'POST /api/v1/session/second-factor': () => ({ secret: 'ABCD EFGH', uri: 'otpauth://totp/x?secret=ABCDEFGH' }),
    'POST /api/v1/session/second-factor/confirmation': () => {
      isOn = true;
      return { recovery_codes: ['aaaaa-bbbbb', 'ccccc-ddddd'] };
    },
  });
  const part = within(await screen.findByRole('region', { name: 'Second factor' }));
  await person.click(part.getByRole('button', { name: 'Set it up' }));
  await person.type(part.getByLabelText(/Your password/), 'nine otters');
  await person.click(part.getByRole('button', { name: 'Go on' }));
  await part.findByRole('img', { name: 'For your authenticator' });
  expect((part.getByRole('textbox', { name: 'Secret' }) as HTMLInputElement).value).toBe('ABCD EFGH');
  await person.type(part.getByLabelText(/The code it shows/), '123456');
  await person.click(part.getByRole('button', { name: 'Turn it on' }));
  const codes = await part.findByRole('list', { name: 'Recovery codes' });
  expect(within(codes).getAllByRole('listitem')).toHaveLength(2);
  const looks = () => requests.filter(({ call }) => call === 'GET /api/v1/session/way-in').length;
  const before = looks();
  const later = Date.now() + 60_000;
  vi.spyOn(Date, 'now').mockImplementation(() => later);
  focusManager.setFocused(false); // to where the codes are to be kept, and back
  focusManager.setFocused(true);
  await waitFor(() => expect(looks()).toBeGreaterThan(before));
  vi.restoreAllMocks();
  focusManager.setFocused(undefined);
  expect(part.getAllByRole('listitem')).toHaveLength(2);
  await person.click(part.getByRole('button', { name: 'I have kept them' }));
  await part.findByRole('button', { name: 'Take it away' });
});

test('a wrong password is said where it was typed, and nobody is signed out by it', async () => {
  const { person } = await visit('/account', {
    ...answers,
    'POST /api/v1/session/second-factor': () =>
      Response.json(
        { error: { code: 'forbidden', message: 'the password is wrong', remedy: 'Try again later.' } },
        { status: 403 },
      ),
  });
  const part = within(await screen.findByRole('region', { name: 'Second factor' }));
  await person.click(part.getByRole('button', { name: 'Set it up' }));
  await person.type(part.getByLabelText(/Your password/), 'wrong');
  await person.click(part.getByRole('button', { name: 'Go on' }));
  expect((await part.findByRole('alert')).textContent).toContain('The password is wrong');
});

test('a second factor is taken away by password and code, and a wrong code is called wrong', async () => {
  let isOn = true;
  const { person } = await visit('/account', {
    ...answers,
    'GET /api/v1/session/way-in': () => ({ has_password: true, has_second_factor: isOn, only_by: null }),
    'POST /api/v1/session/second-factor/removal': ({ body }) => {
      if ((body as { code: string }).code === '123456') {
        isOn = false;
        return null;
      }
      return Response.json({ error: { code: 'forbidden', message: 'the code is wrong' } }, { status: 403 });
    },
  });
  const part = within(await screen.findByRole('region', { name: 'Second factor' }));
  await person.click(part.getByRole('button', { name: 'Take it away' }));
  expect(document.activeElement).toBe(part.getByLabelText(/Your password/));
  await person.keyboard('nine otters');
  const code = part.getByLabelText(/A code of your authenticator/);
  await person.type(code, '000000');
  await person.click(part.getByRole('button', { name: 'Take it away' }));
  await part.findByText('The code is wrong');
  await person.clear(code);
  await person.type(code, '123456');
  await person.click(part.getByRole('button', { name: 'Take it away' }));
  await part.findByRole('button', { name: 'Set it up' });
});

test('somewhere else is signed out, and here is never offered', async () => {
  let places = [HERE, PHONE];
  const { person } = await visit('/account', {
    ...answers,
    'GET /api/v1/sessions': () => places,
    'DELETE /api/v1/sessions/ses_2': () => {
      places = [HERE];
      return null;
    },
  });
  const list = within(await screen.findByRole('region', { name: 'Where you are signed in' }));
  await list.findByText('Chrome on Linux');
  await person.click(list.getByRole('button', { name: 'End it: Safari on an iPhone' }));
  await list.findByText('Nowhere but here.');
  await waitFor(() => expect(list.queryByText('Safari on an iPhone')).toBeNull());
  expect(list.queryByRole('button', { name: /^End/ })).toBeNull();
});

test('whoever comes by a provider alone is told where their password is looked after', async () => {
  await visit('/account', {
    ...answers,
    'GET /api/v1/session/way-in': () => ({ has_password: false, has_second_factor: false, only_by: 'Aurora Entra' }),
  });
  await screen.findByText(/By Aurora Entra alone/);
  expect(screen.queryByRole('region', { name: 'Second factor' })).toBeNull();
});

test.each([
  ['a browser that calls itself by all names', HERE.user_agent, 'Chrome on Linux'],
  [
    'Edge, which says it is Chrome',
    'Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0',
    'Edge on Windows',
  ],
  ['a program', 'python-httpx/0.28', 'python-httpx'],
  ['nothing at all', '', 'Something that gave no name'],
])('%s is named as somebody would', (_, userAgent, name) => {
  expect(deviceOf(userAgent)).toBe(name);
});
