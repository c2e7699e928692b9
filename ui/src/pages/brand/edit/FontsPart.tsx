import { ActionIcon, Autocomplete, Button, NumberInput, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Panel } from '@/parts/page/Panel';
import type { Content } from '../queries';
import classes from './KitPage.module.css';

type FontRule = NonNullable<Content['fonts']>[number];

interface Props {
  fonts: readonly FontRule[];
  errors: Record<string, string>;
  onChange: (fonts: FontRule[]) => void;
}

const USES = ['body', 'heading', 'button', 'caption', 'code', 'link'];
const LARGEST_SHOWN_PX = 44;
const WORDS = 'Seven herons cross the ice';

export function FontsPart({ fonts, errors, onChange }: Props) {
  const change = (at: number, more: Partial<FontRule>) =>
    onChange(fonts.map((one, index) => (index === at ? { ...one, ...more } : one)));
  const last = fonts.at(-1);
  const add = () =>
    onChange([...fonts, { use: 'body', family: last?.family ?? 'Inter', least_px: 14, most_px: 20, weights: [] }]);
  return (
    <Panel
      title="Fonts"
      lead={
        fonts.length === 0
          ? 'Any font in any size will do.'
          : 'Text keeps to one of the rules for its use; a use without rules goes by those of body.'
      }
    >
      <Stack>
        <ul className={classes.rules} aria-label="Rules for fonts">
          {fonts.map(({ use, family, least_px, most_px, weights = [] }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rules may be the same while they are written
            <li key={at} className={classes.font}>
              <Autocomplete
                label="Use"
                data={USES}
                value={use}
                error={errors[`fonts.${at}.use`]}
                onChange={(value) => change(at, { use: value })}
              />
              <TextInput
                label="Font"
                maxLength={80}
                value={family}
                error={errors[`fonts.${at}.family`]}
                onChange={({ currentTarget }) => change(at, { family: currentTarget.value })}
              />
              <Pixels
                label="From"
                value={least_px}
                error={errors[`fonts.${at}`]}
                onChange={(px) => change(at, { least_px: px })}
              />
              <Pixels label="To" value={most_px} onChange={(px) => change(at, { most_px: px })} />
              <TagsInput
                label="Weights"
                placeholder={weights.length === 0 ? 'Any' : undefined}
                data={['400', '500', '600', '700']}
                value={weights.map(String)}
                error={errors[`fonts.${at}.weights`]}
                onChange={(said) =>
                  change(at, {
                    weights: [...new Set(said.map(Number))]
                      .filter((one) => one >= 1 && one <= 1_000)
                      .sort((a, b) => a - b),
                  })
                }
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={34}
                mt={25}
                aria-label={`Take ${family} for ${use} out`}
                onClick={() => onChange(fonts.filter((_, index) => index !== at))}
              >
                <IconTrash size={17} aria-hidden />
              </ActionIcon>
              <div
                className={classes.sample}
                style={{ fontFamily: `"${family}", "${family} Variable", sans-serif`, fontWeight: weights[0] }}
              >
                {[...new Set([least_px, most_px])].map((px) => (
                  <span key={px} style={{ fontSize: Math.min(px, LARGEST_SHOWN_PX) }}>
                    {WORDS}
                  </span>
                ))}
              </div>
            </li>
          ))}
        </ul>
        <div>
          <Button variant="default" size="compact-sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
            Add a rule
          </Button>
        </div>
        {fonts.length > 0 && (
          <Text size="xs" c="dimmed">
            Shown in the font where this device has it, else in another one; sizes above {LARGEST_SHOWN_PX} px are shown
            smaller.
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

interface PixelsProps {
  label: string;
  value: number;
  error?: string;
  onChange: (px: number) => void;
}

function Pixels({ label, value, error, onChange }: PixelsProps) {
  return (
    <NumberInput
      label={label}
      suffix=" px"
      min={0}
      max={10_000}
      hideControls
      value={value}
      error={error}
      onChange={(px) => onChange(Number(px) || 0)}
    />
  );
}
