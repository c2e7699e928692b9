import { AppShell, Burger, Group, Loader, NavLink, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useMatches, useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { session } from '@/api/session';
import { Forbidden } from '@/parts/states/Forbidden';
import { Bell } from './Bell';
import { useChanges } from './changes';
import classes from './Frame.module.css';
import { useFocusGivenBack } from './givenBack';
import { Mark } from './Mark';
import { ActingTenant, useHeld, useMe, useStanding } from './me';
import { isPaletteOpen, Palette, PaletteButton } from './Palette';
import { PersonMenu } from './PersonMenu';
import { mayUse, navigation } from './pages';
import { SchemeSwitch } from './SchemeSwitch';
import { TenantMenu } from './TenantMenu';

/** Which one is meant is reckoned here: a link by itself takes everything below it, too. */
const EXACTLY = { exact: true };
const SIGNS_OF_LIFE = ['keydown', 'pointerdown'] as const;

/** What every page is shown in, for whoever is signed in. */
export function Frame() {
  const standing = useStanding();
  const navigate = useNavigate();
  const router = useRouter();
  useEffect(() => {
    if (standing !== 'out') return;
    const next = session.hasLeft ? undefined : router.state.location.href;
    void navigate({ to: '/sign-in', search: { next } });
  }, [standing, navigate, router]);
  if (standing !== 'in') return null;
  return (
    <Suspense fallback={<Waiting />}>
      <SignedIn />
    </Suspense>
  );
}

function SignedIn() {
  const me = useMe();
  const held = useHeld();
  const [isOpen, { toggle, close }] = useDisclosure();
  const [tenantId, choose] = useState(me.tenant_id);
  useChanges(tenantId);
  const match = useMatches().at(-1);
  const page = match?.staticData.page;
  const coming = useComing();
  const place = coming.page?.within ?? coming.pathname;
  const groups = useRef<HTMLDivElement>(null);
  useFocusOnArrival(match?.pathname);
  useFocusGivenBack();
  useEffect(() => {
    if (place) groups.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest' });
  }, [place]);
  return (
    <ActingTenant value={{ tenantId, choose }}>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
        padding="lg"
        classNames={{ header: classes.header, navbar: classes.navbar, main: classes.main }}
      >
        <a href="#main" className="skip">
          Skip to the page
        </a>
        <AppShell.Header>
          <Group h="100%" px="md" gap="sm" wrap="nowrap">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
            <Link to="/" className={classes.brand} aria-label="Campaign Express, to the first page">
              <Mark />
              <Text span visibleFrom="sm" ff="heading" fw={600} fz="md">
                Campaign Express
              </Text>
            </Link>
            <div className={classes.middle}>
              <PaletteButton />
            </div>
            <Bell />
            <SchemeSwitch />
            <PersonMenu />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar aria-label="Pages">
          <TenantMenu />
          <Stack ref={groups} gap="md" className={classes.groups}>
            {navigation(held).map(({ section, pages }) => (
              <div key={section}>
                <Text className={classes.section} component="h2">
                  {section}
                </Text>
                {pages.map(({ path, title, nav }) => (
                  <NavLink
                    key={path}
                    component={Link}
                    to={path}
                    activeOptions={EXACTLY}
                    label={title}
                    leftSection={nav && <nav.icon size={18} stroke={1.6} aria-hidden />}
                    active={isWithin(place, path)}
                    aria-current={isWithin(place, path) ? 'page' : undefined}
                    onClick={close}
                    classNames={{ root: classes.link }}
                  />
                ))}
              </div>
            ))}
          </Stack>
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1} aria-busy={coming.isLoading || undefined}>
          {coming.isLoading && (
            <div
              role="progressbar"
              aria-label={`Loading ${coming.page?.title ?? 'the page'}`}
              className={classes.loading}
            />
          )}
          <Suspense fallback={<Waiting />}>
            {page && !mayUse(page, held) ? <Forbidden page={page} /> : <Outlet />}
          </Suspense>
        </AppShell.Main>
        <Palette />
      </AppShell>
    </ActingTenant>
  );
}

/** Where somebody is or, while its code comes, is going: navigation shows that at once. */
function useComing() {
  const router = useRouter();
  const location = useRouterState({ select: (state) => state.location });
  const isLoading = useRouterState({ select: (state) => state.isLoading });
  const page = useMemo(() => router.matchRoutes(location).at(-1)?.staticData.page, [router, location]);
  return { page, pathname: location.pathname, isLoading };
}

/**
 * Whoever goes to another page by keyboard or ear is taken to its title, as soon as it has one. Whoever just arrived stays
 * where they are, and so does whoever is already looking for the next page or has gone on meanwhile.
 */
function useFocusOnArrival(pathname: string | undefined): void {
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    const take = () => {
      const title = document.getElementById('page-title');
      if (!title) return;
      leave();
      if (!isPaletteOpen()) title.focus({ preventScroll: true });
    };
    const comes = new MutationObserver(take);
    const leave = () => {
      cancelAnimationFrame(frame);
      comes.disconnect();
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, leave, true);
    };
    const frame = requestAnimationFrame(() => {
      comes.observe(document.body, { childList: true, subtree: true });
      take();
    });
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, leave, true);
    return leave;
  }, [pathname]);
}

function isWithin(pathname: string | undefined, path: string): boolean {
  return pathname === path || (path !== '/' && Boolean(pathname?.startsWith(`${path}/`)));
}

function Waiting() {
  return (
    <Group justify="center" py={120}>
      <Loader type="dots" aria-label="Loading" />
    </Group>
  );
}
