import { VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconDoorEnter, IconNote } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo, useContext } from 'react';
import { counted } from '@/parts/words/counted';
import { numberFormat } from '@/parts/words/formats';
import { KINDS } from '../kinds';
import classes from './Canvas.module.css';
import { type CardNode, DOOR, total } from './graph';
import { CanvasTools } from './tools';

const short = numberFormat({ notation: 'compact', maximumFractionDigits: 1 });

/** A step on the canvas: what it does, what is wrong with it, and who is there. */
export const StepCard = memo(function StepCard({ data, selected }: NodeProps<CardNode>) {
  const { trail } = useContext(CanvasTools);
  const { name, title, detail, family, kind, note, faults, people } = data;
  const Picture = kind === 'door' ? IconDoorEnter : (KINDS[kind]?.icon ?? IconAlertTriangle);
  const passed = people ? total(people.passed) : 0;
  const dropped = people ? total(people.dropped) : 0;
  const refused = people ? total(people.refused) : 0;
  const isDoor = name === DOOR;
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} className={classes.handle} />
      <button
        type="button"
        id={cardId(name)}
        className={classes.card}
        data-family={family}
        data-faulty={faults.length > 0 || undefined}
        data-selected={selected || undefined}
        data-trail={trail?.steps.get(name)}
        aria-pressed={selected}
        tabIndex={selected || isDoor ? 0 : -1}
      >
        <span className={classes.icon} aria-hidden>
          <Picture size={18} stroke={1.7} />
        </span>
        <span className={classes.words}>
          <span className={classes.title}>{title}</span>
          {detail && <VisuallyHidden>: </VisuallyHidden>}
          <span className={classes.detail} title={detail}>
            {detail}
          </span>
          {people && (
            <span className={classes.people}>
              {people.standing > 0 && (
                <span className={classes.standing}>
                  <Then />
                  {short.format(people.standing)} {data.isWait ? 'waiting' : 'here'}
                </span>
              )}
              {passed > 0 && (
                <span>
                  <Then />
                  {short.format(passed)} {isDoor ? 'came in' : 'passed'}
                </span>
              )}
              {dropped > 0 && (
                <span className={classes.dropped}>
                  <Then />
                  {short.format(dropped)} {isDoor ? 'refused' : 'left'}
                </span>
              )}
              {refused > 0 && (
                <span className={classes.dropped}>
                  <Then />
                  {short.format(refused)} not sent
                </span>
              )}
            </span>
          )}
        </span>
        {faults.length > 0 && (
          <span className={classes.faults} title={counted(faults.length, 'finding')}>
            <Then />
            <IconAlertTriangle size={14} aria-hidden /> {faults.length}
            <VisuallyHidden> {faults.length === 1 ? 'finding' : 'findings'}</VisuallyHidden>
          </span>
        )}
        {note && (
          <span className={classes.note} title={note} aria-hidden>
            <IconNote size={14} />
          </span>
        )}
      </button>
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={classes.handle} />
    </>
  );
});

/** Between two things that are heard one after the other. */
function Then() {
  return <VisuallyHidden>, </VisuallyHidden>;
}

export function cardId(name: string): string {
  return `step-${name}`;
}
