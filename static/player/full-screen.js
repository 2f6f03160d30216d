/** The whole screen for the film: the container with its bar, or on iPhones the video alone. */

/** @typedef {HTMLVideoElement & { webkitEnterFullscreen?: () => void }} PhoneVideo */
/** @typedef {ReturnType<typeof createFullScreen>} FullScreen */

/**
 * @param {HTMLElement} screen
 * @param {PhoneVideo} video
 */
export function createFullScreen(screen, video) {
  const on = () => document.fullscreenElement === screen;

  function toggle() {
    if (on()) void document.exitFullscreen();
    else if (screen.requestFullscreen) void screen.requestFullscreen().catch(() => {});
    else video.webkitEnterFullscreen?.();
  }

  return {
    on,
    toggle,
    possible: 'requestFullscreen' in screen || 'webkitEnterFullscreen' in video,
  };
}
