import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { BrandFinding, BrandReport, Creative } from '@/api/types';
import { inOrder, marksIn, SEVERITIES } from '@/parts/creative/brand';
import { Findings } from '@/parts/creative/Findings';
import { Marked } from '@/parts/creative/Marked';
import { Picture } from '@/parts/creative/Picture';
import { Markup, Shown } from '@/parts/creative/Shown';
import type { Kit } from '../queries';
import classes from './CheckPage.module.css';
import { TEXTS, type Written } from './written';

interface Props {
  report: BrandReport;
  /** What was looked at. */
  of: Written | Creative;
  kits: readonly Kit[];
}

/** What a kit finds, drawn where it is, and listed with the remedy. */
export function Judged({ report, of, kits }: Props) {
  const findings = inOrder(report.findings);
  const isCreative = 'campaign_id' in of;
  return (
    <Stack>
      <Text size="sm" role="status">
        <b>{verdict(report)}</b> {heldAgainst(report, kits)}
      </Text>
      <Counts report={report} />
      {isCreative ? (
        <Shown creative={of} findings={findings} />
      ) : (
        <>
          <Texts texts={of.texts} findings={findings} />
          {of.html && <Markup html={of.html} title="The markup" width={640} height={420} findings={findings} />}
          {of.images.map((image) => (
            <Posted key={`${image.name} ${image.lastModified}`} image={image} findings={findings} />
          ))}
        </>
      )}
      <Findings findings={findings} withWhy />
      {of.html && <Marked text={of.html} findings={findings} part="html" isSource />}
      {report.colours.length > 0 && <Colours report={report} />}
    </Stack>
  );
}

function Counts({ report: { errors, warnings, notes } }: { report: BrandReport }) {
  const counts = { error: errors, warning: warnings, note: notes };
  return (
    <Group gap="xs">
      {(Object.keys(counts) as (keyof typeof counts)[])
        .filter((severity) => counts[severity] > 0)
        .map((severity) => (
          <Badge key={severity} variant="light" color={SEVERITIES[severity].color} tt="none">
            {counts[severity]} × {SEVERITIES[severity].title.toLowerCase()}
          </Badge>
        ))}
    </Group>
  );
}

function Texts({ texts, findings }: { texts: Record<string, string>; findings: readonly BrandFinding[] }) {
  return Object.entries(texts).map(([part, text]) => (
    <div key={part}>
      <Text size="xs" c="dimmed">
        {TEXTS[part] ?? part}
      </Text>
      <Marked text={text} findings={findings} part={part} />
    </div>
  ));
}

function Posted({ image, findings }: { image: File; findings: readonly BrandFinding[] }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(image);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [image]);
  return address ? <Sized address={address} image={image} findings={findings} /> : null;
}

/** As wide as it is, if there is room. */
function Sized({ address, image, findings }: { address: string; image: File; findings: readonly BrandFinding[] }) {
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  useEffect(() => {
    const looked = new Image();
    looked.onload = () => setSize({ width: looked.naturalWidth, height: looked.naturalHeight });
    looked.onerror = () => setSize({ width: 0, height: 0 });
    looked.src = address;
  }, [address]);
  if (!size) return null;
  return <Picture src={address} alt={image.name} {...size} marks={marksIn(findings, image.name)} />;
}

function Colours({ report }: { report: BrandReport }) {
  return (
    <section aria-labelledby="seen-colours">
      <Title order={3} size="h5" id="seen-colours" mb={8}>
        Colours it shows
      </Title>
      <ul className={classes.colours}>
        {report.colours.slice(0, 24).map(({ part, hex, share, nearest, difference }) => (
          <li key={`${part} ${hex}`} className={classes.colour}>
            <span className={classes.dot} style={{ background: hex }} />
            <span>
              {hex}
              <Text size="xs" c="dimmed" span display="block">
                {share != null && `${Math.round(100 * share)}%, `}
                {difference < 0.05 ? `is ${nearest}` : `${difference.toFixed(1)} from ${nearest}`}
              </Text>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function verdict({ passes, warnings, notes }: BrandReport): string {
  if (!passes) return 'It is off brand.';
  return warnings + notes > 0 ? 'Nothing in it is against the brand.' : 'It is as the brand kit asks.';
}

function heldAgainst({ kit_id, kit_version }: BrandReport, kits: readonly Kit[]): string {
  if (!kit_id) return 'Held against what everybody starts with.';
  const name = kits.find(({ id }) => id === kit_id)?.name ?? 'The kit';
  return kit_version ? `Held against version ${kit_version} of “${name}”.` : `Held against the draft of “${name}”.`;
}
