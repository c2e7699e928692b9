import { Group, Text } from '@mantine/core';
import { Jump } from '@/parts/page/Jump';
import { changed } from '@/parts/table/changed';
import type { Column } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { AssetPicture } from './AssetPicture';
import { RightsMark, StateMark } from './Marks';
import { type Asset, fileFacts, TYPES } from './words';

export const columns: readonly Column<Asset>[] = [
  {
    key: 'name',
    title: 'Asset',
    width: 'minmax(200px, 2.4fr)',
    cell: (asset) => (
      <Group gap="sm" wrap="nowrap">
        <AssetPicture asset={asset} isSmall />
        <Lead note={fileFacts(asset.file)}>
          <Jump to="/assets/$assetId" params={{ assetId: asset.id }} tabIndex={-1}>
            {asset.name}
          </Jump>
        </Lead>
      </Group>
    ),
  },
  { key: 'type', title: 'Kind', width: 'minmax(90px, 0.7fr)', isExtra: true, cell: ({ type }) => TYPES[type] },
  {
    key: 'status',
    title: 'State',
    width: 'minmax(128px, 0.9fr)',
    narrow: '132px',
    cell: (asset) => <StateMark asset={asset} />,
  },
  {
    key: 'rights',
    title: 'Rights',
    width: 'minmax(118px, 0.9fr)',
    isExtra: true,
    cell: (asset) => <RightsMark asset={asset} isAlways />,
  },
  {
    key: 'tags',
    title: 'Tags',
    width: 'minmax(90px, 1fr)',
    isExtra: true,
    cell: ({ tags }) => (
      <Text span truncate size="sm" c="dimmed" title={tags.join(', ')} display="block">
        {tags.join(', ') || '–'}
      </Text>
    ),
  },
  changed(),
];
