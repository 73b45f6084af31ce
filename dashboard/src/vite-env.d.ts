/// <reference types="vite/client" />
/// <reference types="vite-plugin-pwa/client" />

/** A digest of the API's contract that the dashboard was built for. */
declare const __CONTRACT__: string;
