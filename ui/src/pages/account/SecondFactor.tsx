import { Anchor, Button, CopyButton, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { QRCodeSVG } from 'qrcode.react';
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '@/api/types';
import { Once } from '@/parts/page/Once';
import { Panel } from '@/parts/page/Panel';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { useLeaving } from '@/parts/writing/useLeaving';
import classes from './AccountPage.module.css';
import { useConfirm, useLookAgain, useSetUp, useTakeAway } from './queries';

interface Props {
  isOn: boolean;
  hasPassword: boolean;
}

/** A code from somebody's phone besides their password. */
export function SecondFactor({ isOn, hasPassword }: Props) {
  const [doing, setDoing] = useState<'set up' | 'take away' | null>(null); // to its end, whatever is read meanwhile
  const button = useRef<HTMLButtonElement>(null);
  const lead = isOn
    ? 'Signing in takes your password and a code of your authenticator.'
    : 'Off: your password alone lets you in. With it on, whoever learns your password still needs your phone.';
  const over = () => {
    setDoing(null);
    setTimeout(() => button.current?.focus());
  };
  if (!hasPassword) return null;
  return (
    <Panel title="Second factor" lead={doing === null && lead}>
      {doing === null && (
        <Button ref={button} variant="default" onClick={() => setDoing(isOn ? 'take away' : 'set up')}>
          {isOn ? 'Take it away' : 'Set it up'}
        </Button>
      )}
      {doing === 'set up' && <SetUp onOver={over} />}
      {doing === 'take away' && <TakeAway onOver={over} />}
    </Panel>
  );
}

interface Step {
  onOver: () => void;
}

/** The password first, then what the authenticator needs, then a code of it, then what to do without it. */
function SetUp({ onOver }: Step) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const setUp = useSetUp();
  const confirm = useConfirm();
  const lookAgain = useLookAgain();
  if (confirm.data)
    return (
      <RecoveryCodes
        codes={confirm.data.recovery_codes}
        onKept={() => {
          onOver();
          void lookAgain();
        }}
      />
    );
  if (!setUp.data)
    return (
      <Asking yes="Go on" isPending={setUp.isPending} onCancel={onOver} onYes={() => setUp.mutate(password)}>
        <PasswordField value={password} onChange={setPassword} />
        {setUp.error && <Trouble error={setUp.error} />}
      </Asking>
    );
  return (
    <Asking yes="Turn it on" isPending={confirm.isPending} onCancel={onOver} onYes={() => confirm.mutate(code)}>
      <ForAuthenticator setUp={setUp.data} />
      <CodeInput label="The code it shows" value={code} onChange={setCode} />
      {confirm.error && <Trouble error={confirm.error} />}
    </Asking>
  );
}

/** The first thing of a step: whoever gets there by the keyboard is in it. */
function PasswordField({ value, onChange }: { value: string; onChange: (password: string) => void }) {
  const field = useFocused<HTMLInputElement>();
  return (
    <PasswordInput
      ref={field}
      label="Your password"
      required
      autoComplete="current-password"
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

function useFocused<Element extends HTMLElement>() {
  const element = useRef<Element>(null);
  useEffect(() => element.current?.focus(), []);
  return element;
}

function ForAuthenticator({ setUp: { secret, uri } }: { setUp: Schemas['SecondFactorView'] }) {
  const words = useFocused<HTMLParagraphElement>();
  return (
    <>
      <Text size="sm" ref={words} tabIndex={-1}>
        Have an authenticator on your phone read this picture, or{' '}
        <Anchor href={uri} inherit>
          open it there
        </Anchor>{' '}
        where you read this on the phone itself.
      </Text>
      <QRCodeSVG className={classes.qr} value={uri} size={200} title="For your authenticator" role="img" />
      <Once label="Secret" secret={secret}>
        Or type it in there. It is shown this once, and counts from the first code on.
      </Once>
    </>
  );
}

function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  useLeaving(true, 'The recovery codes would not be shown again.');
  const words = useFocused<HTMLParagraphElement>();
  return (
    <Stack>
      <Text size="sm" ref={words} tabIndex={-1}>
        <b>It is on.</b> Each of these is good once in place of a code, for the day you are without your phone. They are
        shown this once: keep them where you keep what matters.
      </Text>
      <ul className={classes.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group justify="flex-end">
        <CopyButton value={codes.join('\n')}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy all'}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onKept}>I have kept them</Button>
      </Group>
    </Stack>
  );
}

function TakeAway({ onOver }: Step) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const takeAway = useTakeAway(() => {
    onOver();
    showDone('Your password alone lets you in again.');
  });
  return (
    <Asking
      yes="Take it away"
      isPending={takeAway.isPending}
      onCancel={onOver}
      onYes={() => takeAway.mutate({ password, code })}
    >
      <PasswordField value={password} onChange={setPassword} />
      <CodeInput label="A code of your authenticator, or a recovery code" value={code} onChange={setCode} />
      {takeAway.error && <Trouble error={takeAway.error} />}
    </Asking>
  );
}

interface CodeInputProps {
  label: string;
  value: string;
  onChange: (code: string) => void;
}

function CodeInput({ label, value, onChange }: CodeInputProps) {
  return (
    <TextInput
      label={label}
      required
      autoComplete="one-time-code"
      spellCheck={false}
      maxLength={40}
      maw={320}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

interface AskingProps {
  yes: string;
  isPending: boolean;
  onYes: () => void;
  onCancel: () => void;
  children: React.ReactNode;
}

function Asking({ yes, isPending, onYes, onCancel, children }: AskingProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onYes();
      }}
    >
      <Stack>
        {children}
        <Group justify="flex-end">
          <Button variant="subtle" color="gray" c="inherit" onClick={onCancel} disabled={isPending}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending}>
            {yes}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
