import { ActionIcon, Button, Group, Slider, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Panel } from '@/parts/page/Panel';
import { WholeInput } from '@/parts/writing/WholeInput';
import { inkOn, isHex, within } from '../colours';
import type { Content } from '../queries';
import classes from './KitPage.module.css';

type Palette = NonNullable<Content['palette']>;
type Colour = Palette['colours'][number];

interface Props {
  palette: Palette | null;
  errors: Record<string, string>;
  onChange: (palette: Palette | null) => void;
}

const NEW: Palette = { colours: [{ name: 'Primary', hex: '#246C59' }], tolerance: 3, image_share_outside: 0.2 };
const MOST = 64;

export function PalettePart({ palette, errors, onChange }: Props) {
  if (!palette) {
    return (
      <Panel title="Palette" lead="Any colour will do.">
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => onChange(NEW)}>
          Say which colours
        </Button>
      </Panel>
    );
  }
  const { colours, tolerance = 3, image_share_outside: share = 0.2 } = palette;
  const say = (more: Partial<Palette>) => onChange({ ...palette, ...more });
  const recolour = (at: number, more: Partial<Colour>) =>
    say({ colours: colours.map((one, index) => (index === at ? { ...one, ...more } : one)) });
  const drop = (at: number) => {
    const left = colours.filter((_, index) => index !== at);
    if (left.length > 0) say({ colours: left });
    else onChange(null);
  };
  return (
    <Panel title="Palette" lead={`Text, boxes, borders and drawings keep to ${said(colours.length)}.`}>
      <Stack>
        <ul className={classes.colours} aria-label="Colours">
          {colours.map(({ name, hex }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a colour has no name before it is typed
            <li key={at} className={classes.colour}>
              <input
                type="color"
                aria-label={`Pick ${name || 'a colour'}`}
                className={classes.well}
                value={isHex(hex) ? hex.toLowerCase() : '#000000'}
                onChange={({ currentTarget }) => recolour(at, { hex: currentTarget.value.toUpperCase() })}
              />
              <TextInput
                aria-label={`Name of colour ${at + 1}`}
                maxLength={80}
                value={name}
                error={errors[`palette.colours.${at}.name`]}
                onChange={({ currentTarget }) => recolour(at, { name: currentTarget.value })}
              />
              <TextInput
                aria-label={`Code of ${name || 'the colour'}`}
                maxLength={7}
                value={hex}
                error={errors[`palette.colours.${at}.hex`]}
                onChange={({ currentTarget }) => recolour(at, { hex: currentTarget.value })}
              />
              <Range hex={hex} tolerance={tolerance} />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={34}
                aria-label={`Take ${name || 'the colour'} out`}
                onClick={() => drop(at)}
              >
                <IconTrash size={17} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <Group>
          <Button
            variant="default"
            size="compact-sm"
            disabled={colours.length >= MOST}
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => say({ colours: [...colours, { name: freeName(colours), hex: '#808080' }] })}
          >
            Add a colour
          </Button>
          {errors.palette && (
            <Text size="sm" c="var(--mantine-color-error)">
              {errors.palette}
            </Text>
          )}
        </Group>
        <div>
          <Text size="sm" fw={500} id="tolerance">
            Tolerance: {tolerance}
          </Text>
          <Text size="xs" c="dimmed" mb={6}>
            How far a colour may be from one of these: 1 is just visible, 5 plainly another colour. Beside each colour
            stand the darkest and the lightest that still count as it.
          </Text>
          <Slider
            min={0}
            max={20}
            step={0.5}
            thumbLabel="Tolerance"
            marks={[
              { value: 1, label: '1' },
              { value: 5, label: '5' },
              { value: 10, label: '10' },
            ]}
            mb="lg"
            value={tolerance}
            onChange={(value) => say({ tolerance: value })}
          />
        </div>
        <WholeInput
          label="Other colours in images"
          description="How much of an image may show them; with 100% images are left alone, as a brand of photographs wants it"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          unit="%"
          min={0}
          max={100}
          maw={360}
          value={Math.round(100 * share)}
          error={errors['palette.image_share_outside']}
          onChange={(percent) => say({ image_share_outside: percent / 100 })}
        />
      </Stack>
    </Panel>
  );
}

/** What still counts as a colour, seen. */
function Range({ hex, tolerance }: { hex: string; tolerance: number }) {
  if (!isHex(hex)) return <span />;
  const { dark, light } = within(hex, tolerance);
  return (
    <span
      className={classes.range}
      role="img"
      aria-label={`From ${dark} to ${light}`}
      style={{ background: `linear-gradient(90deg, ${dark} 0 33%, ${hex} 33% 67%, ${light} 67%)`, color: inkOn(hex) }}
    >
      <span>{dark}</span>
      <span>{light}</span>
    </span>
  );
}

function freeName(colours: readonly Colour[]): string {
  const taken = new Set(colours.map(({ name }) => name.toLowerCase()));
  for (let number = colours.length + 1; ; number += 1) {
    if (!taken.has(`colour ${number}`)) return `Colour ${number}`;
  }
}

function said(count: number): string {
  return count === 1 ? 'one colour' : `${count} colours`;
}
