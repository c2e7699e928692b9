import { NativeSelect, PasswordInput, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';
import { needOf } from './words';

/** What a vendor or platform asks for. */
export interface Asked {
  key: string;
  parameters: readonly string[];
  optionalParameters: readonly string[];
  credentials: readonly string[];
  optionalCredentials: readonly string[];
}

interface Props {
  asked: Asked;
  /** Of `parameters.name` and `credentials.name`. */
  inputProps: (path: string) => GetInputPropsReturnType;
  /** Left out, parameters alone. */
  withCredentials?: boolean;
}

/** The fields a vendor or platform needs: who we are there, and what proves it. */
export function NeedsFields({ asked, inputProps, withCredentials = true }: Props) {
  const { key, parameters, optionalParameters, credentials, optionalCredentials } = asked;
  const names = [...parameters, ...optionalParameters];
  const secrets = [...credentials, ...optionalCredentials];
  return (
    <Stack gap="sm">
      {names.length > 0 && (
        <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="sm">
          {names.map((name) => (
            <Parameter
              key={name}
              vendor={key}
              name={name}
              isNeeded={parameters.includes(name)}
              props={inputProps(`parameters.${name}`)}
            />
          ))}
        </SimpleGrid>
      )}
      {withCredentials && secrets.length > 0 && (
        <>
          {secrets.map((name) => (
            <Credential
              key={name}
              vendor={key}
              name={name}
              isNeeded={credentials.includes(name)}
              props={inputProps(`credentials.${name}`)}
            />
          ))}
          <Text size="xs" c="dimmed">
            Credentials are sealed as they come in. Nobody is shown them again, you included.
          </Text>
        </>
      )}
    </Stack>
  );
}

interface FieldProps {
  vendor: string;
  name: string;
  isNeeded: boolean;
  props: GetInputPropsReturnType;
}

function Parameter({ vendor, name, isNeeded, props }: FieldProps) {
  const { title, hint, placeholder, options } = needOf(vendor, name);
  const order = { inputWrapperOrder: ['label' as const, 'input' as const, 'description' as const, 'error' as const] };
  if (options) {
    const data = Object.entries(options).map(([value, label]) => ({ value, label }));
    return <NativeSelect label={title} description={hint} data={data} {...order} {...props} />;
  }
  return (
    <TextInput
      label={title}
      description={hint ?? (isNeeded ? undefined : 'May be left out')}
      placeholder={placeholder}
      required={isNeeded}
      maxLength={2_000}
      autoComplete="off"
      spellCheck={false}
      {...order}
      {...props}
    />
  );
}

function Credential({ vendor, name, isNeeded, props }: FieldProps) {
  const { title, hint, placeholder, isLong } = needOf(vendor, name);
  const said = { label: title, description: hint ?? (isNeeded ? undefined : 'May be left out'), placeholder };
  if (isLong) {
    return (
      <Textarea
        {...said}
        required={isNeeded}
        autosize
        minRows={3}
        maxRows={6}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        {...props}
      />
    );
  }
  return <PasswordInput {...said} required={isNeeded} autoComplete="new-password" {...props} />;
}

/** First values of the fields: of what may be chosen, the first. */
export function blanksOf({ key, parameters, optionalParameters, credentials, optionalCredentials }: Asked) {
  const first = (name: string) => Object.keys(needOf(key, name).options ?? { '': '' })[0] ?? '';
  return {
    parameters: Object.fromEntries([...parameters, ...optionalParameters].map((name) => [name, first(name)])),
    credentials: Object.fromEntries([...credentials, ...optionalCredentials].map((name) => [name, ''])),
  };
}

/** What was said of them: what is empty is left out. */
export function said(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}
