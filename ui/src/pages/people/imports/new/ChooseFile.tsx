import { Button, FileButton, List, Stack, Text } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { DropArea } from '@/parts/files/DropArea';
import { Panel } from '@/parts/page/Panel';
import { grouped } from '@/parts/words/formats';
import { MOST_ROWS } from '../file';
import classes from './New.module.css';

interface Props {
  onChoose: (file: File) => void;
  /** What is wrong with the one that was chosen. */
  wrong: string;
}

/** The first step: which file it is. */
export function ChooseFile({ onChoose, wrong }: Props) {
  const choose = (file: File | null | undefined) => file && onChoose(file);
  return (
    <Stack gap="lg" className={classes.narrow}>
      <DropArea says="Drop the file to look at it" onDrop={([file]) => choose(file)} className={classes.drop}>
        <IconFileSpreadsheet size={36} stroke={1.3} color="var(--ce-accent)" aria-hidden />
        <FileButton accept=".csv,.txt,.tsv,text/csv,text/plain" onChange={choose}>
          {(props) => <Button {...props}>Choose a CSV file</Button>}
        </FileButton>
        <Text size="sm" c="dimmed">
          or drop it here. Nothing is imported before you have seen what will happen.
        </Text>
        {wrong && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {wrong}
          </Text>
        )}
      </DropArea>
      <Panel title="What the file needs">
        <List size="sm" spacing={6}>
          <List.Item>A first line of headings, and a row for each person below it.</List.Item>
          <List.Item>
            A column that says who they are: a customer number, an e-mail address or a phone number with its country
            code.
          </List.Item>
          <List.Item>At most {grouped(MOST_ROWS)} rows and 16 MiB. Divide a larger one into several.</List.Item>
          <List.Item>From a spreadsheet, save it as “CSV UTF-8”.</List.Item>
        </List>
      </Panel>
    </Stack>
  );
}
