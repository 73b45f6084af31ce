import { useEffect, useEffectEvent, useState } from 'react';
import { makeDetector } from './detector';

/** Camera is the state of the device's camera while somebody scans with it. */
export interface Camera {
  state: 'starting' | 'looking' | 'unavailable';
  /** Switches the light; missing where the camera has none. */
  light?: { on: boolean; toggle: () => void };
  /** Goes to the video element that shows what the camera sees. */
  show: (video: HTMLVideoElement | null) => void;
}

const betweenLooks = 120;

async function play(video: HTMLVideoElement, stream: MediaStream): Promise<void> {
  video.srcObject = stream;
  await video.play();
}

/** useCamera looks through the camera and calls onCode once, with the first code that it sees. */
export function useCamera(onCode: (code: string) => void): Camera {
  const [video, show] = useState<HTMLVideoElement | null>(null);
  const [state, setState] = useState<Camera['state']>('starting');
  const [track, setTrack] = useState<MediaStreamTrack>();
  const [lit, setLit] = useState(false);

  const seen = useEffectEvent(onCode);

  useEffect(() => {
    if (!video) return undefined;
    const ended = new AbortController();
    let stream: MediaStream | undefined;
    const look = async () => {
      const [detector, opened] = await Promise.all([
        makeDetector(),
        navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } }),
      ]);
      stream = opened;
      if (ended.signal.aborted) return;
      await play(video, stream);
      setTrack(stream.getVideoTracks()[0]);
      setState('looking');
      while (!ended.signal.aborted) {
        const [found] = await detector.detect(video);
        if (found && !ended.signal.aborted) {
          seen(found.rawValue);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, betweenLooks));
      }
    };
    const stop = () => stream?.getTracks().forEach((t) => t.stop());
    look().catch(() => { if (!ended.signal.aborted) setState('unavailable'); }).finally(() => { if (ended.signal.aborted) stop(); });
    return () => {
      ended.abort();
      stop();
    };
  }, [video]);

  const hasLight = track && 'torch' in track.getCapabilities();
  return {
    state, show,
    light: hasLight ? {
      on: lit,
      toggle: () => void track.applyConstraints({ advanced: [{ torch: !lit } as MediaTrackConstraintSet] }).then(() => setLit(!lit), () => undefined),
    } : undefined,
  };
}
