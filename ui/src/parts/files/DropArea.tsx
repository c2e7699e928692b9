import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import classes from './DropArea.module.css';

interface Props {
  /** While files are held over it: "Drop files to upload them into Logos". */
  says: string;
  /** Left out, nothing can be dropped. */
  onDrop?: (files: File[]) => void;
  className?: string;
  children: ReactNode;
}

/** A part of a page on which files can be dropped; whoever does not drag has the button. */
export function DropArea({ says, onDrop, className, children }: Props) {
  const depth = useRef(0); // of elements that were entered and not yet left
  const [isOver, setOver] = useState(false);
  if (!onDrop) return <div className={className}>{children}</div>;
  const brings = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const enter = (event: DragEvent) => {
    if (!brings(event)) return;
    depth.current += 1;
    setOver(true);
  };
  const leave = (event: DragEvent) => {
    if (!brings(event)) return;
    depth.current -= 1;
    if (depth.current <= 0) setOver(false);
  };
  const drop = (event: DragEvent) => {
    if (!brings(event)) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    onDrop([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dragging is one way; the button beside is the other
    <div
      className={`${classes.area} ${className ?? ''}`}
      onDragEnter={enter}
      onDragLeave={leave}
      onDragOver={(event) => brings(event) && event.preventDefault()}
      onDrop={drop}
    >
      {children}
      {isOver && (
        <div className={classes.over} aria-hidden>
          <IconUpload size={28} stroke={1.5} />
          {says}
        </div>
      )}
    </div>
  );
}
