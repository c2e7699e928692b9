import { Alert, Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { asProblem, byField } from '@/api/problem';
import type { Schemas } from '@/api/types';
import { useMay } from '@/app/me';
import { ActButton } from '@/parts/page/Act';
import { Panel } from '@/parts/page/Panel';
import type { Contact } from '@/parts/persons/persons';
import { sentence, showDone } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { useChoose } from './queries';
import { HOWS, type How, TOLD_TO_US } from './words';

interface Props {
  person: Contact;
  standing: Schemas['SaleView'];
}

/** Whether they opted out of the sale and sharing of their data. */
export function SaleOrSharing({ person, standing }: Props) {
  const [isOpen, { open, close }] = useDisclosure();
  const mayWrite = useMay('profile:write');
  const isOut = standing.state === 'denied';
  const zone = person.time_zone || undefined;
  const act = (
    <ActButton
      why={!mayWrite && 'Your roles do not let you change people'}
      variant="default"
      size="compact-sm"
      onClick={open}
    >
      {isOut ? 'They took it back' : 'They opted out'}
    </ActButton>
  );
  return (
    <Panel title="Do not sell or share" aside={act}>
      {isOut ? (
        <Text size="sm" component="div">
          They opted out: no bidder and no partner is told of them. Since <When at={standing.since} zone={zone} />
          {standing.ask_again_from && (
            <>
              ; they are not to be asked again before <When at={standing.ask_again_from} zone={zone} isDay />
            </>
          )}
          .
        </Text>
      ) : (
        <Text size="sm">
          {standing.state === 'granted' ? 'They opted out and took it back themselves.' : 'They have not opted out.'}
        </Text>
      )}
      <Modal
        opened={isOpen}
        onClose={close}
        title={isOut ? 'They take their opt-out back' : 'They opt out of sale and sharing'}
      >
        <Choose personId={person.person_id} isOut={!isOut} onDone={close} />
      </Modal>
    </Panel>
  );
}

function Choose({ personId, isOut, onDone }: { personId: string; isOut: boolean; onDone: () => void }) {
  const choose = useChoose(personId, isOut);
  const form = useForm({ initialValues: { how: 'call' as How, source: '', proof: '' } });
  const submit = form.onSubmit((values) =>
    choose.mutate(values, {
      onSuccess: () => {
        showDone(isOut ? 'They are opted out.' : 'Their opt-out is taken back.');
        onDone();
      },
      onError: (error) => form.setErrors(byField(asProblem(error))),
    }),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          {isOut
            ? 'It holds from now on, by everything they are known by, now and later.'
            : 'Only they can take it back, by something they did themselves.'}
        </Text>
        <NativeSelect
          label="How they said so"
          data={TOLD_TO_US.map((how) => ({ value: how, label: sentence(HOWS[how]) }))}
          {...form.getInputProps('how')}
        />
        <TextInput
          label="Where"
          description="The form, call or document: an address, a name, a number"
          required
          maxLength={200}
          {...form.getInputProps('source')}
        />
        <TextInput
          label="What shows it"
          description="Such as the number of a recording or of a letter"
          required={!isOut}
          maxLength={500}
          {...form.getInputProps('proof')}
        />
        {choose.error && !Object.keys(form.errors).length && (
          <Alert color="red" title={sentence(asProblem(choose.error).message)}>
            {asProblem(choose.error).remedy}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={choose.isPending}>
            Put on record
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
