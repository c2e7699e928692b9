import { TextInput } from '@mantine/core';
import { NAME_RULE, nameError } from './names';

interface Props {
  /** What Liquid reads it of: "items". */
  of: string;
  name: string;
  isReadOnly: boolean;
  onChange: (name: string) => void;
}

/** What a lookup or fetch is called, and how it is read by that. */
export function NameInput({ of, name, isReadOnly, onChange }: Props) {
  return (
    <TextInput
      size="sm"
      label="Name"
      description={name ? `Read as ${of}.${name}` : NAME_RULE}
      readOnly={isReadOnly}
      value={name}
      error={nameError(name)}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
