/** How Chromium is started, here and by the tests. Nothing it does by itself may reach the network; QUIC and GPU are not there on a bare machine. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
