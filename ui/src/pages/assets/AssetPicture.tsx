import classes from './AssetPicture.module.css';
import { useAddress, useThumbnail } from './files';
import { ICONS } from './icons';
import { type Asset, mediaName } from './words';

/** What an asset looks like in small, on squares where it is see-through; its kind where it has no looks. */
export function AssetPicture({ asset, isSmall = false }: { asset: Asset; isSmall?: boolean }) {
  const address = useAddress(useThumbnail(asset));
  const Kind = ICONS[asset.type];
  return (
    <span className={classes.picture} data-small={isSmall || undefined} data-seen={address ? true : undefined}>
      {address ? (
        <img src={address} alt="" draggable={false} />
      ) : (
        <span className={classes.kind}>
          <Kind size={isSmall ? 18 : 34} stroke={1.4} aria-hidden />
          {!isSmall && <span>{mediaName(asset.file.media_type)}</span>}
        </span>
      )}
    </span>
  );
}
