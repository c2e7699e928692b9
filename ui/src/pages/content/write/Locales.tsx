import { ActionIcon, Box, Button, Group, Menu, Popover, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconDots, IconPlus, IconStar, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { type Content, chainOf, defaultOf, languageOf, localeOf, localesOf } from '../content';
import classes from './Writing.module.css';

interface Props {
  content: Content;
  locale: string;
  isReadOnly: boolean;
  onChoose: (locale: string) => void;
  onChange: (content: Content) => void;
}

/** The languages a message is written in, and where the chosen one takes from what it does not say. */
export function Locales({ content, locale, isReadOnly, onChoose, onChange }: Props) {
  const first = defaultOf(content);
  const chain = chainOf(locale, first)
    .filter((one) => one === locale || one in content.wordings)
    .map(languageOf);
  const remove = () => {
    const { [locale]: _, ...wordings } = content.wordings;
    onChoose(first);
    onChange({ ...content, wordings });
  };
  return (
    <div>
      <Box className={classes.locales} role="group" aria-label="Language">
        {localesOf(content).map((one) => (
          <UnstyledButton
            key={one}
            className={classes.locale}
            aria-pressed={one === locale}
            onClick={() => onChoose(one)}
          >
            {languageOf(one)}
            {one === first && (
              <Text span size="xs" c="dimmed" fw={400}>
                default
              </Text>
            )}
          </UnstyledButton>
        ))}
        {!isReadOnly && <Add content={content} onChoose={onChoose} onChange={onChange} />}
        {!isReadOnly && locale !== first && (
          <Menu position="bottom-start">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`More of ${languageOf(locale)}`}>
                <IconDots size={18} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconStar size={16} aria-hidden />}
                onClick={() => onChange({ ...content, default_locale: locale })}
              >
                Make {languageOf(locale)} the default
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove}>
                Take {languageOf(locale)} out
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </Box>
      {chain.length > 1 && (
        <Text size="xs" c="dimmed" mt={6}>
          What {chain[0]} does not say, {chain.slice(1).join(' says; what that does not say, ')} says.
        </Text>
      )}
    </div>
  );
}

function Add({ content, onChoose, onChange }: Pick<Props, 'content' | 'onChoose' | 'onChange'>) {
  const [isOpen, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  const locale = localeOf(said);
  const isThere = locale !== null && locale in content.wordings;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!locale || isThere) return;
    onChange({ ...content, wordings: { ...content.wordings, [locale]: {} } });
    onChoose(locale);
    setOpen(false);
    setSaid('');
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus position="bottom-start">
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          Language
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Stack gap="xs" w={240}>
            <TextInput
              label="Language"
              description="Like de, de-AT or zh-Hant-TW"
              value={said}
              data-autofocus
              error={
                isThere
                  ? `${languageOf(locale)} is there already`
                  : said && !locale
                    ? 'That is no language we know'
                    : undefined
              }
              onChange={({ currentTarget }) => setSaid(currentTarget.value)}
            />
            <Group justify="space-between">
              <Text size="xs" c="dimmed">
                {locale ? languageOf(locale) : ''}
              </Text>
              <Button type="submit" size="xs" disabled={!locale || isThere}>
                Add
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
