/** What kinds of steps there are, and what they look like. */
import {
  type Icon,
  IconArrowsSplit,
  IconBell,
  IconClock,
  IconClockHour4,
  IconCornerUpLeft,
  IconDeviceMobileMessage,
  IconDoorExit,
  IconEyeOff,
  IconGitBranch,
  IconHourglass,
  IconListCheck,
  IconListDetails,
  IconMail,
  IconMessage,
  IconSpeakerphone,
  IconUserEdit,
  IconWebhook,
} from '@tabler/icons-react';
import type { StepKind } from './definition';

type Family = 'send' | 'wait' | 'choose' | 'change' | 'end';

export const KINDS: Record<StepKind, { title: string; icon: Icon; family: Family }> = {
  send_email: { title: 'Send an e-mail', icon: IconMail, family: 'send' },
  send_sms: { title: 'Send an SMS', icon: IconMessage, family: 'send' },
  send_push: { title: 'Send a push message', icon: IconBell, family: 'send' },
  send_in_app: { title: 'Show in the app', icon: IconDeviceMobileMessage, family: 'send' },
  send_webhook: { title: 'Call a webhook', icon: IconWebhook, family: 'send' },
  wait: { title: 'Wait', icon: IconHourglass, family: 'wait' },
  wait_until: { title: 'Wait until', icon: IconClock, family: 'wait' },
  wait_for_event: { title: 'Wait for an event', icon: IconClockHour4, family: 'wait' },
  decision: { title: 'Decide', icon: IconGitBranch, family: 'choose' },
  split: { title: 'Split by chance', icon: IconArrowsSplit, family: 'choose' },
  update_profile: { title: 'Update the profile', icon: IconUserEdit, family: 'change' },
  add_to_segment: { title: 'Add to a list', icon: IconListCheck, family: 'change' },
  remove_from_segment: { title: 'Remove from a list', icon: IconListDetails, family: 'change' },
  suppress_bid: { title: 'Stop bidding', icon: IconEyeOff, family: 'change' },
  trigger_campaign: { title: 'Bid for them', icon: IconSpeakerphone, family: 'change' },
  jump: { title: 'Go on elsewhere', icon: IconCornerUpLeft, family: 'end' },
  exit: { title: 'Leave', icon: IconDoorExit, family: 'end' },
};
