/** What the product looks like: warm paper, pine, a little amber; nothing shouts. */
import {
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  Loader,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
  Tooltip,
} from '@mantine/core';
import type { MouseEvent } from 'react';

const pine: MantineColorsTuple = [
  '#eff7f4',
  '#dcece6',
  '#b7d9ce',
  '#8ec4b3',
  '#6bb19d',
  '#4f9d87',
  '#327d69',
  '#246c59',
  '#1a5546',
  '#103e33',
];
const amber: MantineColorsTuple = [
  '#fdf6e9',
  '#f8e9cb',
  '#f3d7a0',
  '#eec475',
  '#e8b04e',
  '#d99a2f',
  '#b87d1c',
  '#8f6013',
  '#6c4810',
  '#4b320c',
];
/** Its seventh carries white text, its fourth is read on dark. */
const red: MantineColorsTuple = [
  '#fdf1ef',
  '#f8dcd8',
  '#f2bab2',
  '#ea968b',
  '#e47a6d',
  '#d55a4a',
  '#b83c2c',
  '#a93324',
  '#88281c',
  '#661d14',
];
const gray: MantineColorsTuple = [
  '#faf9f6',
  '#f3f1ec',
  '#e8e5de',
  '#d9d5cb',
  '#bfbab0',
  '#979186',
  '#6b665d',
  '#4f4b44',
  '#353229',
  '#201e1a',
];
const dark: MantineColorsTuple = [
  '#e7e5df',
  '#cbc8c0',
  '#aaa69c',
  '#8a867c',
  '#5d5a52',
  '#403e39',
  '#302e2b',
  '#232220',
  '#1b1a18',
  '#131211',
];

/** The second click of a double click lands on what the first has opened: it closes nothing. */
const staysOpen = (event: MouseEvent) => {
  if (event.detail > 1) event.stopPropagation();
};

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  colors: { pine, amber, red, gray, dark },
  autoContrast: true,
  fontFamily: "'Figtree Variable', system-ui, sans-serif",
  headings: {
    fontFamily: "'Fraunces Variable', Georgia, serif",
    fontWeight: '560',
    sizes: { h1: { fontSize: '1.75rem', lineHeight: '1.2' }, h2: { fontSize: '1.25rem', lineHeight: '1.3' } },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Tooltip: Tooltip.extend({
      defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: true } },
    }),
    // Its hidden place for the first focus is no item, which a menu may not hold.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    PasswordInput: { defaultProps: { visibilityToggleFocusable: true } },
    // What names it is heard of something that has a role alone.
    Loader: Loader.extend({ defaultProps: { role: 'status' } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        overlayProps: { backgroundOpacity: 0.35, blur: 2, onClickCapture: staysOpen },
      },
    }),
    Drawer: Drawer.extend({ defaultProps: { overlayProps: { onClickCapture: staysOpen } } }),
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#211f1b',
    '--mantine-color-default-color': '#211f1b',
    '--mantine-color-body': '#faf9f6',
    '--mantine-color-dimmed': 'var(--mantine-color-gray-6)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-6)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--ce-surface': '#ffffff',
    '--ce-line': 'var(--mantine-color-gray-2)',
    '--ce-hover': 'var(--mantine-color-gray-1)',
    '--ce-chosen': 'var(--mantine-color-pine-0)',
    '--ce-accent': 'var(--mantine-color-pine-7)',
  },
  dark: {
    '--mantine-color-body': '#1b1a18',
    '--mantine-color-dimmed': 'var(--mantine-color-dark-2)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-2)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--ce-surface': '#232220',
    '--ce-line': 'var(--mantine-color-dark-5)',
    '--ce-hover': 'var(--mantine-color-dark-6)',
    '--ce-chosen': '#22332d',
    '--ce-accent': 'var(--mantine-color-pine-4)',
  },
});
