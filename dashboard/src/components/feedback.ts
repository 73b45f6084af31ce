let audio: AudioContext | undefined;

function beep(frequency: number, milliseconds: number, after = 0) {
  audio ??= new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  const from = audio.currentTime + after / 1000;
  tone.type = 'square';
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0.08, from);
  volume.gain.exponentialRampToValueAtTime(0.001, from + milliseconds / 1000);
  tone.connect(volume).connect(audio.destination);
  tone.start(from);
  tone.stop(from + milliseconds / 1000);
}

/** soundWrong says no to a hand that isn't looking: two low tones and a long buzz. */
export function soundWrong(): void {
  try {
    beep(220, 180);
    beep(180, 320, 200);
    navigator.vibrate?.([200, 80, 300]);
  } catch {
    // A device without sound still shows the refusal.
  }
}

/** soundRight says yes: one short high tone. */
export function soundRight(): void {
  try {
    beep(1200, 70);
    navigator.vibrate?.(40);
  } catch {
    // As above.
  }
}
