// The names that the page uses as `fireflyClient.…`; esbuild makes one script of them.
export { FireflyClient } from 'firefly-client';
export { mountViewer, openViewer } from 'firefly-client/embed';
