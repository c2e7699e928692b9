import { NativeSelect, Switch, Text } from '@mantine/core';
import { Jump } from '@/parts/page/Jump';
import type { Content } from '../content';
import { useCatalogueNames } from '../queries';
import { LineInput } from '../write/LineInput';
import { Entries } from './Entries';
import { NameInput } from './NameInput';
import classes from './ValuesPart.module.css';

interface Props {
  content: Content;
  isReadOnly: boolean;
  onChange: (content: Content) => void;
}

export function Lookups({ content, isReadOnly, onChange }: Props) {
  const { data: catalogues = [] } = useCatalogueNames();
  return (
    <Entries
      one="lookup"
      value={content.lookups ?? []}
      fresh={{ name: '', catalogue: catalogues[0]?.name ?? '', item: '', many: false }}
      isReadOnly={isReadOnly}
      onChange={(lookups) => onChange({ ...content, lookups })}
      none={
        <Text size="sm" c="dimmed">
          Nothing is looked up. <Jump to="/catalogues">Catalogues</Jump> hold products, shops and offers that messages
          speak of.
        </Text>
      }
      form={(lookup, change) => (
        <>
          <div className={classes.pair}>
            <NameInput of="items" name={lookup.name} isReadOnly={isReadOnly} onChange={(name) => change({ name })} />
            <NativeSelect
              size="sm"
              label="Catalogue"
              description="Where it is looked up"
              disabled={isReadOnly}
              data={[
                ...(catalogues.some(({ name }) => name === lookup.catalogue)
                  ? []
                  : [{ value: lookup.catalogue, label: lookup.catalogue || 'Choose one' }]),
                ...catalogues.map(({ name }) => ({ value: name, label: name })),
              ]}
              value={lookup.catalogue}
              onChange={({ currentTarget }) => change({ catalogue: currentTarget.value })}
            />
          </div>
          <LineInput
            size="sm"
            label="Which item"
            description="Liquid that gives its number"
            placeholder="{{ event.sku }}"
            readOnly={isReadOnly}
            value={lookup.item}
            onChange={(item) => change({ item })}
          />
          <Switch
            size="sm"
            label="Several, between commas"
            disabled={isReadOnly}
            checked={lookup.many ?? false}
            onChange={({ currentTarget }) => change({ many: currentTarget.checked })}
          />
        </>
      )}
    />
  );
}
