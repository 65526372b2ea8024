import { Speech } from './rules/speech.js';

/** Milliseconds between two looks at the sound. */
const look = 100;

/** The player’s microphone, or a track that the game made, and whether somebody speaks into it. */
export class Microphone {
  private readonly speech = new Speech();
  private readonly analyser: AnalyserNode;
  private readonly timer: ReturnType<typeof setInterval>;
  private isMuted = false;

  private constructor(
    readonly track: MediaStreamTrack,
    private readonly isOwn: boolean,
    private readonly context: AudioContext,
    private readonly spoke: (isSpeaking: boolean) => void,
  ) {
    this.analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([track])).connect(this.analyser);
    this.timer = setInterval(() => this.listen(), look);
  }

  /** `null` when there is none or the player does not allow it. */
  static async open(
    wanted: MediaStreamTrack | MediaTrackConstraints,
    spoke: (isSpeaking: boolean) => void,
  ): Promise<Microphone | null> {
    try {
      if (wanted instanceof MediaStreamTrack) return new Microphone(wanted, false, new AudioContext(), spoke);
      const stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
      const [track] = stream.getAudioTracks();
      return track ? new Microphone(track, true, new AudioContext(), spoke) : null;
    } catch {
      return null;
    }
  }

  mute(isMuted: boolean): void {
    this.isMuted = isMuted;
    this.track.enabled = !isMuted;
    if (isMuted) this.tell(this.speech.hush());
  }

  close(): void {
    clearInterval(this.timer);
    if (this.isOwn) this.track.stop();
    void this.context.close();
  }

  private listen(): void {
    if (this.isMuted) return;
    const samples = new Float32Array(this.analyser.fftSize);
    this.analyser.getFloatTimeDomainData(samples);
    this.tell(this.speech.hear(samples, performance.now()));
  }

  private tell(changed: boolean | null): void {
    if (changed !== null) this.spoke(changed);
  }
}
