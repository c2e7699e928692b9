import { Alert, Button } from '@mantine/core';
import { type KeyboardEvent, useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { sentence, showDone } from '@/parts/states/problems';
import { counted } from '@/parts/words/counted';
import { Listening, useMarked } from '@/parts/writing/heldBack';
import { mayLose } from '@/parts/writing/useLeaving';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { type Definition, definitionOf, waysOn } from '../definition';
import { AddStep } from '../edit/AddStep';
import { Contested } from '../edit/Contested';
import { type Copied, copied, inserted, pasted, whyItStays, without } from '../edit/operations';
import type { Editor } from '../edit/useEditor';
import { readable } from '../findings';
import { type Fault, useBesideCounts, useCounts, useFigures, useNamesIn, type WholeJourney } from '../queries';
import { STAGES } from '../stages';
import { Back } from './Back';
import { Canvas } from './Canvas';
import { Doings } from './Doings';
import { DoorSide } from './DoorSide';
import { DOOR, edgesOf, nodesOf, peopleOf, shapeOf } from './graph';
import { Rehearsal } from './Rehearsal';
import side from './Side.module.css';
import { cardId } from './StepCard';
import { StepSide } from './StepSide';
import { Toolbar } from './Toolbar';
import type { Trail } from './tools';
import classes from './Whole.module.css';

interface Props {
  journey: WholeJourney;
  /** 0 for the draft. */
  version: number;
  definition: Definition;
  faults: readonly Fault[];
  editor: Editor | null;
}

/** The canvas of one version, with whatever is looked at beside it. */
export function Whole({ journey, version, definition, faults: found, editor }: Props) {
  const faults = useMemo(() => readable(found), [found]);
  const mayName = useMay('profile:read');
  const isPublished = journey.live_version > 0;
  const { data: counts, dataUpdatedAt: countedAtMs } = useCounts(journey.id, isPublished);
  const { data: figures } = useFigures(journey.id, isPublished);
  useBesideCounts(journey.id, countedAtMs);
  const names = useNamesIn(definition);
  const shape = useShape(definition);
  const live = journey.live ? definitionOf(journey.live, journey.name).steps : {};
  const [selected, setSelected] = useState<string | null>(null);
  const beheld = useDeferredValue(selected); // whoever walks on by the keyboard does not wait for what is beside
  const [adding, setAdding] = useState<{ from: string; way: string } | null>(null);
  const [grownAt, setGrownAt] = useState<string | null>(null);
  const [isRehearsing, setIsRehearsing] = useState(false);
  const [trail, setTrail] = useState<Trail | null>(null);
  const { isOdd, isTyping, tell } = useMarked();
  const [branch, keepBranch] = useUnsaved<Copied>('copied branch'); // for other journeys, too
  const people = useMemo(
    () => (isPublished && !isRehearsing ? peopleOf(definition, counts, figures) : null),
    [definition, counts, figures, isPublished, isRehearsing],
  );
  const nodes = useMemo(
    () => nodesOf({ definition, shape, names, people, counts: people ? counts : undefined, faults }),
    [definition, shape, names, people, counts, faults],
  );
  const edges = useMemo(() => edgesOf({ definition, shape, names, people }), [definition, shape, names, people]);
  const add = useCallback((from: string, way: string) => setAdding({ from, way }), []);
  const choose = (name: string | null): boolean => {
    if (!mayLose(isOdd && (name ?? DOOR) !== (selected ?? DOOR))) return false;
    setSelected(name);
    return true;
  };
  const toDoor = () => {
    if (selected) document.getElementById(cardId(selected))?.focus({ preventScroll: true });
    setSelected(null);
  };
  const copy = (name: string) => {
    const taken = copied(definition, name);
    keepBranch(taken);
    const count = Object.keys(taken.steps).length;
    showDone(`${counted(count, 'step')} copied. Paste ${count === 1 ? 'it' : 'them'} where you add a step.`);
  };
  const grow = ([grown, name]: [Definition, string]) => {
    editor?.change(grown);
    setAdding(null);
    if (!isOdd) setSelected(name);
    setGrownAt(name);
  };
  const onKey = (event: KeyboardEvent, name: string): boolean => {
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (isCommand && key === 'c' && name !== DOOR) {
      copy(name);
      return true;
    }
    if (!editor) return false;
    const way = name === DOOR ? 'start' : definition.steps[name] && waysOn(definition.steps[name])[0]?.key;
    if (isCommand && key === 'z') (event.shiftKey ? editor.redo : editor.undo)?.();
    else if (isCommand && key === 'y') editor.redo?.();
    else if ((key === 'n' && !isCommand) || (isCommand && key === 'v')) {
      if (!way) return false;
      setAdding({ from: name, way });
    } else if ((key === 'delete' || key === 'backspace') && name !== DOOR && !whyItStays(definition, name)) {
      editor.change(without(definition, name));
      if (!isOdd || name === selected) setSelected(DOOR);
    } else return false;
    return true;
  };
  const watched = trail ? [...trail.steps].find(([, state]) => state === 'here')?.[0] : grownAt;
  return (
    <>
      <PageHeader
        title={journey.name}
        above={<Back />}
        actions={
          <Doings
            journey={journey}
            version={version}
            definition={definition}
            names={names}
            faults={faults}
            editor={editor}
            isOdd={isOdd}
            isRehearsing={isRehearsing}
            onRehearse={mayName ? () => mayLose(isOdd) && setIsRehearsing(true) : null}
          />
        }
      >
        {saying(journey, version, counts?.in_progress)}
      </PageHeader>
      {editor?.problem?.status === 409 && <Contested journeyId={journey.id} editor={editor} />}
      {editor?.problem && editor.problem.status !== 409 && (
        <Alert color="red" role="alert" mb="md" title={sentence(editor.problem.message)}>
          {editor.problem.remedy} Until it is saved, this tab keeps what you changed.
          <Button size="xs" mt={8} display="block" onClick={editor.save}>
            Save again
          </Button>
        </Alert>
      )}
      <div className={classes.room}>
        <Canvas
          label={`Steps of ${journey.name}`}
          shape={shape}
          nodes={nodes}
          edges={edges}
          selected={selected}
          onSelect={choose}
          trail={trail}
          add={editor && !isRehearsing ? add : null}
          onKey={onKey}
          watched={watched}
        >
          <Toolbar {...{ journey, version, editor, isOdd, isTyping, faults }} onSelect={choose} />
        </Canvas>
        <aside className={side.side} aria-label={isRehearsing ? 'Rehearsal' : 'What is chosen'}>
          {isRehearsing ? (
            <Rehearsal
              journey={journey}
              version={version}
              definition={definition}
              names={names}
              onTrail={setTrail}
              onClose={() => {
                setIsRehearsing(false);
                setTrail(null);
              }}
            />
          ) : (
            <Listening value={tell}>
              {beheld === null || beheld === DOOR ? (
                <DoorSide
                  definition={definition}
                  names={names}
                  faults={faults.filter(({ step }) => !definition.steps[step])}
                  counts={people ? counts : undefined}
                  editor={editor}
                  onAdd={add}
                />
              ) : (
                <StepSide
                  journeyId={journey.id}
                  name={beheld ?? ''}
                  definition={definition}
                  names={names}
                  faults={faults.filter(({ step }) => step === beheld)}
                  people={people ? (people.get(beheld ?? '') ?? { ...NOBODY }) : null}
                  mayName={mayName}
                  editor={editor}
                  onAdd={add}
                  onCopy={copy}
                  onClose={() => mayLose(isOdd) && toDoor()}
                  onGone={toDoor}
                  onSelect={choose}
                />
              )}
            </Listening>
          )}
        </aside>
      </div>
      {adding && editor && (
        <AddStep
          branch={branch}
          onClose={() => setAdding(null)}
          onAdd={(kind) => grow(inserted(definition, adding.from, adding.way, kind, live))}
          onPaste={(pasting) => grow(pasted(definition, adding.from, adding.way, pasting))}
        />
      )}
    </>
  );
}

const NOBODY = { standing: 0, passed: {}, dropped: {}, refused: {}, sent: 0 };

/** Laid out anew only when something leads elsewhere, or is called otherwise: not for every letter of a note. */
function useShape(definition: Definition) {
  const written = JSON.stringify([
    definition.start,
    Object.entries(definition.steps).map(([name, step]) => [name, waysOn(step)]),
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is written is all that the shape is made of
  return useMemo(() => shapeOf(definition), [written]);
}

function saying(journey: WholeJourney, version: number, inside: number | undefined): string {
  const { stage, live_version } = journey;
  if (live_version === 0) return 'A draft: nobody comes in before it is published.';
  const who = inside === undefined ? '' : ` ${counted(inside, 'person is', 'people are')} inside.`;
  if (version === 0) return `The draft of version ${live_version + 1}. What is live goes on as it is.${who}`;
  if (version !== live_version) return `Version ${version}, as it was published.${who}`;
  return `${STAGES[stage].title}, version ${version}.${who}`;
}
