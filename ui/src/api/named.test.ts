import { expect, test } from 'vitest';
import { inPagesWords, named } from './named';
import { byField, Problem } from './problem';

function refused(message: string, field: string | null, remedy: string | null = null): Problem {
  return new Problem(422, { code: 'invalid_input', message, field, remedy });
}

test('a refusal is said with what pages call its field', () => {
  const { message } = refused('advertiser_domain is not a host name', 'advertiser_domain');
  expect(message).toBe('“Advertiser” is not a host name');
  expect(refused('pricing.max_cpm is above 1,000.00', 'pricing.max_cpm').message).toBe(
    '“Highest price of a thousand” is above 1,000.00',
  );
});

test('below its own label a field is not called by any name', () => {
  expect(byField(refused('brief.name has more than 200 characters', 'brief.name', 'Shorten it.'))).toEqual({
    'brief.name': 'It has more than 200 characters. Shorten it.',
  });
  expect(byField(refused('is not an e-mail address', 'email'))).toEqual({ email: 'It is not an e-mail address' });
  expect(byField(refused("targeting.countries.1: 'XX' is no country", 'targeting.countries.1'))).toEqual({
    'targeting.countries.1': "'XX' is no country",
  });
});

test('names within a sentence and its remedy are those of pages', () => {
  const { message, remedy } = refused('base_cpm is above max_cpm', 'body', 'Lower it or raise max_cpm.');
  expect(message).toBe('“Usual price of a thousand” is above “Highest price of a thousand”');
  expect(remedy).toBe('Lower it or raise “Highest price of a thousand”.');
});

test('which one of several it is is said', () => {
  expect(refused('variants.1.template is missing', 'variants.1.template').message).toBe(
    'template (number 2) is missing',
  );
  expect(named('tone.forbidden.0.term')).toBe('term (number 1)');
});

test('each of several is said so too', () => {
  const problems = [
    { field: 'landing_url', message: 'landing_url is missing', remedy: 'Send this field.' },
    { field: 'width', message: 'width is not above 0' },
  ];
  const problem = new Problem(422, { code: 'invalid_input', message: 'landing_url is missing', problems });
  expect(problem.problems.map(({ message }) => message)).toEqual(['“Leads to” is missing', 'width is not above 0']);
  expect(byField(problem)).toEqual({
    landing_url: 'It is missing. Send this field.',
    width: 'It is not above 0',
  });
});

test('what people named themselves, addresses and ids are left as they are', () => {
  for (const said of [
    "there is no computed property 'last_order'",
    "'https://shop.example.com/a_page' is not fetched",
    'End campaign cmp_01HX4, or see https://shop.example.com/a_page',
    'Add utm_source and utm_campaign.',
    'Write to first_last@shop.example.com',
  ])
    expect(inPagesWords(said)).toBe(said);
});
