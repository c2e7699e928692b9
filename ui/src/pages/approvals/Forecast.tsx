import { Text } from '@mantine/core';
import type { Schemas } from '@/api/types';
import { shownMoney } from '@/parts/money/money';
import { Ago } from '@/parts/time/When';
import { grouped } from '@/parts/words/formats';

interface Props {
  forecast: Schemas['ForecastFigures'];
  /** It was made of the revision that is decided on. */
  isOfThis: boolean;
}

/** What the last forecast expects of it, in a sentence. */
export function Forecast({ forecast, isOfThis }: Props) {
  const { wins, wins_between, spend, currency, made_at, from_at, to_at } = forecast;
  const hours = Math.round((Date.parse(to_at) - Date.parse(from_at)) / 3_600_000);
  const whole = (figure: number) => grouped(Math.round(figure));
  return (
    <Text size="sm" mt="md">
      Replayed against {hours} hours of recorded traffic, it would have won <b>{whole(wins)}</b> impressions (between{' '}
      {whole(wins_between.low)} and {whole(wins_between.high)}) for <b>{shownMoney(spend, currency)}</b>.{' '}
      <Text span inherit c="dimmed">
        Made <Ago at={made_at} />
        {!isOfThis && ', of an earlier revision'}.
      </Text>
    </Text>
  );
}
