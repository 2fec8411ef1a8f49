// Pages of one attempt in one browser: what one saved, the others show, unless they hold something unsent themselves.
export class Tabs {
  constructor(person, attempt, onMessage) {
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`tremplin-${person}-${attempt}`) : null;
    this.channel?.addEventListener("message", (event) => onMessage(event.data));
  }

  tell(message) { this.channel?.postMessage(message); }
}
