/** What kinds of assets look like that cannot be seen themselves. */
import {
  type Icon,
  IconBrandMatrix,
  IconFileText,
  IconIcons,
  IconMovie,
  IconPalette,
  IconPhoto,
  IconSparkles,
  IconTemplate,
  IconTypography,
  IconVolume,
} from '@tabler/icons-react';
import type { AssetType } from './words';

export const ICONS: Record<AssetType, Icon> = {
  image: IconPhoto,
  video: IconMovie,
  audio: IconVolume,
  logo: IconBrandMatrix,
  icon: IconIcons,
  animation: IconSparkles,
  font: IconTypography,
  color_palette: IconPalette,
  template: IconTemplate,
  document: IconFileText,
};
