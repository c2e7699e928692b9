import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  Outlet,
  type RouterHistory,
  redirect,
  useRouter,
} from '@tanstack/react-router';
import { session } from '@/api/session';
import { bringing } from '@/parts/page/bringing';
import { ErrorState } from '@/parts/states/ErrorState';
import { NotFound } from '@/parts/states/NotFound';
import { Frame } from './Frame';
import { type Page, pages } from './pages';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    page?: Page;
  }
}

/** `history` is where addresses are kept: the browser's own unless told otherwise. */
export function newRouter(history?: RouterHistory) {
  const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });
  const inside = createRoute({
    getParentRoute: () => root,
    id: 'inside',
    component: Frame,
    beforeLoad: async ({ location }) => {
      await session.token();
      if (session.standing === 'out') throw redirect({ to: '/sign-in', search: { next: location.href } });
    },
  });
  const routeOf = (page: Page) =>
    createRoute({
      getParentRoute: () => (page.isOutside ? root : inside),
      path: page.path,
      component: lazyRouteComponent(() => bringing(page.load)),
      validateSearch: page.search ?? ((query: Record<string, unknown>) => query),
      staticData: { page },
    });
  return createRouter({
    routeTree: root.addChildren([
      inside.addChildren(pages.filter((page) => !page.isOutside).map(routeOf)),
      ...pages.filter((page) => page.isOutside).map(routeOf),
    ]),
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: Unloaded,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    history,
  });
}

/** In place of a page that could not be shown; trying again brings its code, too. */
function Unloaded({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return <ErrorState error={error} onRetry={() => void router.invalidate().then(reset)} />;
}
