import { ColorInput, NativeSelect, NumberInput, Pill, SimpleGrid, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Panel } from '@/parts/page/Panel';
import { inkOn, isHex } from '../colours';
import { type Content, useLogoFile, useLogos } from '../queries';
import classes from './KitPage.module.css';

type Logo = Content['logo'];

interface Props {
  logo: Logo;
  palette: readonly { name: string; hex: string }[];
  errors: Record<string, string>;
  onChange: (logo: Logo) => void;
}

const NEUTRAL = '#FFFFFF';
const UNASKED = { width: 120, height: 40 };

export function LogoPart({ logo, palette, errors, onChange }: Props) {
  const {
    least_width_px: width = 0,
    least_height_px: height = 0,
    clear_space: room = 0,
    backgrounds = [],
    background_tolerance: tolerance = 5,
  } = logo;
  const [ground, setGround] = useState('');
  const { data: logos = [] } = useLogos();
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = logos.find(({ id }) => id === chosen) ?? logos[0];
  const say = (more: Partial<Logo>) => onChange({ ...logo, ...more });
  const add = (hex: string) => {
    const colour = hex.toUpperCase();
    if (isHex(colour) && !backgrounds.includes(colour)) say({ backgrounds: [...backgrounds, colour] });
    setGround('');
  };
  const nameOf = (hex: string) => palette.find((one) => one.hex.toUpperCase() === hex.toUpperCase())?.name ?? hex;
  return (
    <Panel title="Logo" lead={said(logo)}>
      <Stack>
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <NumberInput
            label="At least so wide"
            suffix=" px"
            min={0}
            max={10_000}
            value={width}
            error={errors['logo.least_width_px']}
            onChange={(px) => say({ least_width_px: Number(px) || 0 })}
          />
          <NumberInput
            label="At least so high"
            suffix=" px"
            min={0}
            max={10_000}
            value={height}
            error={errors['logo.least_height_px']}
            onChange={(px) => say({ least_height_px: Number(px) || 0 })}
          />
          <NumberInput
            label="Free room around"
            description="Of its height"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            suffix="%"
            min={0}
            max={400}
            step={5}
            value={Math.round(100 * room)}
            error={errors['logo.clear_space']}
            onChange={(percent) => say({ clear_space: (Number(percent) || 0) / 100 })}
          />
        </SimpleGrid>
        <div>
          <Text size="sm" fw={500} mb={6}>
            Stands on
          </Text>
          <Pill.Group mb={8}>
            {backgrounds.map((hex) => (
              <Pill
                key={hex}
                withRemoveButton
                removeButtonProps={{ 'aria-label': `Not on ${nameOf(hex)}`, tabIndex: 0, 'aria-hidden': false }}
                onRemove={() => say({ backgrounds: backgrounds.filter((one) => one !== hex) })}
              >
                <span className={classes.value}>
                  <span className={classes.dot} style={{ background: hex }} /> {nameOf(hex)}
                </span>
              </Pill>
            ))}
            {backgrounds.length === 0 && (
              <Text size="sm" c="dimmed">
                Anything
              </Text>
            )}
          </Pill.Group>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <ColorInput
              label="Add a background"
              placeholder="#FFFFFF"
              swatches={palette.map(({ hex }) => hex).filter(isHex)}
              closeOnColorSwatchClick
              withEyeDropper={false}
              value={ground}
              onChange={setGround}
              onChangeEnd={add}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                add(ground);
              }}
            />
            <NumberInput
              label="How far it may be from these"
              description="As the palette’s tolerance is measured"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              min={0}
              max={20}
              step={0.5}
              value={tolerance}
              error={errors['logo.background_tolerance']}
              onChange={(value) => say({ background_tolerance: Number(value) || 0 })}
            />
          </SimpleGrid>
        </div>
        {logos.length > 1 && (
          <NativeSelect
            label="Shown with"
            data={logos.map(({ id, name }) => ({ value: id, label: name }))}
            value={shown?.id}
            onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          />
        )}
        <div className={classes.grounds}>
          {(backgrounds.length > 0 ? backgrounds : [NEUTRAL]).filter(isHex).map((hex) => (
            <Drawn
              key={hex}
              ground={hex}
              name={nameOf(hex)}
              width={width || UNASKED.width}
              height={height || UNASKED.height}
              room={room}
              assetId={shown?.id ?? null}
              alt={shown?.name ?? 'A logo'}
            />
          ))}
        </div>
        <Text size="xs" c="dimmed">
          {shown
            ? `“${shown.name}” of the library, as small as it may be, with the room that has to stay free around it.`
            : 'The smallest a logo may be, with the room that has to stay free around it. A logo in the library is shown here.'}
        </Text>
      </Stack>
    </Panel>
  );
}

interface DrawnProps {
  ground: string;
  name: string;
  width: number;
  height: number;
  room: number;
  assetId: string | null;
  alt: string;
}

function Drawn({ ground, name, width, height, room, assetId, alt }: DrawnProps) {
  const { data } = useLogoFile(assetId);
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!data) return;
    const made = URL.createObjectURL(data);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  const whole = width + 2 * room * height;
  const scale = Math.min(1, 170 / whole);
  return (
    <figure style={{ margin: 0 }}>
      <div className={classes.ground} style={{ background: ground, color: inkOn(ground) }}>
        <span className={classes.room} style={{ padding: room * height * scale }}>
          <span className={classes.logo} style={{ width: width * scale, height: height * scale }}>
            {data && address ? <img src={address} alt={alt} /> : 'Logo'}
          </span>
        </span>
      </div>
      <Text component="figcaption" size="xs" c="dimmed" mt={4}>
        On {name}
      </Text>
    </figure>
  );
}

function said({ least_width_px: width, least_height_px: height, backgrounds }: Logo): string {
  const size = width || height ? `It is at least ${width} × ${height} px` : 'It may be as small as you like';
  return `${size}, and stands on ${backgrounds?.length ? 'some backgrounds only' : 'anything'}.`;
}
