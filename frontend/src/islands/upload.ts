export function start(_root: HTMLElement): void {}
