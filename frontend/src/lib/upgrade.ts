// What has to look at new elements when they come into the page: registered once, run over the document and over every
// fragment that an island puts in.

const steps: ((root: ParentNode) => void)[] = [];

/** Registers a step. */
export function onUpgrade(step: (root: ParentNode) => void): void {
  steps.push(step);
}

/** Runs every step over `root`. */
export function upgrade(root: ParentNode): void {
  for (const step of steps) step(root);
}
