import { Code, Text } from '@mantine/core';
import { When } from '@/parts/time/When';
import classes from './Differences.module.css';
import { type Difference, fieldName, isInstant, said } from './differences';

interface Props {
  differences: readonly Difference[];
  /** What the one side is, where it is not what was approved last. */
  before?: string;
  names: ReadonlyMap<string, string>;
  currency: string;
  zone: string;
}

/** What was said before and what is to be approved now, side by side. */
export function Differences({ differences, before = 'Approved before', names, currency, zone }: Props) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Changed</th>
          <th scope="col">{before}</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      <tbody>
        {differences.map((one) => (
          <tr key={`${one.section} ${one.field}`}>
            <th scope="row">{fieldName(one, names)}</th>
            <td data-side="Before">
              <Side field={one.field} value={one.before} currency={currency} zone={zone} />
            </td>
            <td data-side="Now" className={classes.now}>
              <Side field={one.field} value={one.after} currency={currency} zone={zone} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Side({ field, value, currency, zone }: { field: string; value: unknown; currency: string; zone: string }) {
  if (isInstant(field) && typeof value === 'string') return <When at={value} zone={zone} />;
  const text = said(field, value, currency);
  if (text === null) {
    return (
      <Text span inherit c="dimmed">
        Nothing
      </Text>
    );
  }
  if (field.endsWith('.html')) {
    return (
      <Code block className={classes.markup} tabIndex={0}>
        {text}
      </Code>
    );
  }
  return <span className={classes.text}>{text}</span>;
}
