import { registerSW } from 'virtual:pwa-register';

/** keepForOffline installs the service worker, and offers a new version when there is one. */
export function keepForOffline(): void {
  const update = registerSW({
    onNeedRefresh() {
      void import('@/components/updateOffer').then(({ offerUpdate }) => offerUpdate(() => void update(true)));
    },
  });
}
