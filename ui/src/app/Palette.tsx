/** Jump to anything, do anything: Ctrl-K. Pages, actions and finders are those that the subjects say in their `pages.ts`. */
import { Kbd, Text, UnstyledButton } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconFile, IconSearch } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { shortcutKey } from '@/parts/words/keys';
import { useHeld } from './me';
import classes from './Palette.module.css';
import { actions, finders, mayUse, pages } from './pages';

const SETTLED_MS = 200;
const SHORTEST = 2;
const [store, spotlight] = createSpotlight();

/** Whether somebody types into it now. */
export const isPaletteOpen = () => store.getState().opened;

export function PaletteButton() {
  return (
    <UnstyledButton className={classes.button} onClick={spotlight.open}>
      <IconSearch size={16} stroke={1.8} aria-hidden />
      <Text span size="sm" flex={1} truncate>
        Jump to anything
      </Text>
      <Kbd size="xs" visibleFrom="sm">
        {shortcutKey()} K
      </Kbd>
    </UnstyledButton>
  );
}

export function Palette() {
  const [words, setWords] = useState('');
  const [settled] = useDebouncedValue(words.trim(), SETTLED_MS);
  useHotkeys([['mod + K', spotlight.open]], [], true); // in the middle of writing as well; `/` would be a letter there
  const held = useHeld();
  const navigate = useNavigate();
  const go = (to: string) => () => void navigate({ to });
  const open = finders.filter((finder) => mayUse(finder, held));
  const found = useQueries({
    queries: open.map((finder) => ({
      queryKey: ['palette', finder.title, settled],
      queryFn: ({ signal }: { signal: AbortSignal }) => finder.find(settled, signal),
      enabled: settled.length >= SHORTEST,
    })),
  });
  useEffect(chooseFirst);
  useEffect(() => spotlight.close, []); // whoever comes after a session that ended with it open begins without
  const isPlain = (path: string) => !path.includes('$');
  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Do',
      actions: actions
        .filter((action) => mayUse(action, held))
        .map(({ id, title, icon: Icon, to, keywords }) => ({
          id,
          label: title,
          keywords: [...(keywords ?? [])],
          leftSection: <Icon size={18} stroke={1.6} aria-hidden />,
          onClick: go(to),
        })),
    },
    {
      group: 'Go to',
      actions: pages
        .filter((page) => !page.isOutside && isPlain(page.path) && mayUse(page, held))
        .map(({ path, title, nav, keywords }) => {
          const Icon = nav?.icon ?? IconFile;
          return {
            id: path,
            label: title,
            keywords: [...(keywords ?? [])],
            leftSection: <Icon size={18} stroke={1.6} aria-hidden />,
            onClick: go(path),
          };
        }),
    },
    ...open.map(({ title, icon: Icon }, index) => ({
      group: title,
      actions: (found[index]?.data ?? []).map((one) => ({
        id: one.id,
        label: one.title,
        description: one.description,
        keywords: [settled], // it was found by these words, wherever they are
        leftSection: <Icon size={18} stroke={1.6} aria-hidden />,
        onClick: go(one.to),
      })),
    })),
  ];
  return (
    <Spotlight
      store={store}
      actions={groups.filter((group) => group.actions.length > 0)}
      query={words}
      onQueryChange={setWords}
      shortcut="/"
      transitionProps={{ duration: 0 }} // one that fades still has the keyboard, and takes along what is typed for the next
      nothingFound={['Nothing is called that.', ...open.flatMap(({ how }) => how ?? [])].join(' ')}
      highlightQuery
      scrollable
      maxHeight={420}
      attributes={{ content: { 'aria-label': 'Jump to anything' } }}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: 'A page, a campaign, something to do',
        'aria-label': 'Jump to anything',
      }}
    />
  );
}

/** What was found comes after what was typed, when the first of it was to be chosen: Enter goes there, unless another is. */
function chooseFirst() {
  const state = store.getState();
  const list = state.listId ? document.getElementById(state.listId) : null;
  const first = list?.querySelector('[data-action]');
  if (!state.query || !first || list?.querySelector('[data-selected]')) return;
  first.setAttribute('data-selected', 'true');
  store.setState({ ...state, selected: 0 });
}
