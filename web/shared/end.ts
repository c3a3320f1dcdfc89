// Keeps a scrolled list at its end while its reader is there, and leaves a reader alone who is not.

const NEAR_PIXELS = 80;

export class End {
  /** True while the reader is at the end, which then stays in sight. */
  isSeen = true;
  #height = 0;

  constructor(
    readonly scroller: HTMLElement,
    readonly reached: () => void = () => undefined,
  ) {
    scroller.addEventListener("scroll", () => {
      if (scroller.clientHeight === this.#height) this.look();
    });
    // panels and keyboards that come up take room from the list, not its end from the reader
    new ResizeObserver(() => {
      this.#height = scroller.clientHeight;
      this.keep();
    }).observe(scroller);
  }

  /** After something was added below. */
  keep(): void {
    if (this.isSeen) this.show();
  }

  show(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.look();
  }

  /** After the list was scrolled. */
  look(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.isSeen = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
    if (this.isSeen) this.reached();
  }
}
