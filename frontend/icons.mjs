// The lucide icons that the pages use. An icon that is not named here is not in the sprite, so the list stays honest:
// add the name, then write `<svg class="icon"><use href="…#name"/></svg>`.
export default [
  'accessibility', 'at-sign', 'arrow-left', 'arrow-right', 'bell', 'book-open', 'bookmark', 'calendar', 'camera', 'captions', 'captions-off',
  'check', 'chevron-down', 'chevron-left', 'chevron-right', 'chevron-up', 'circle-alert', 'circle-check', 'circle-help',
  'circle-user', 'clapperboard', 'clock', 'code', 'compass', 'copy', 'download', 'ellipsis', 'eye', 'eye-off', 'file-text', 'film', 'flag',
  'globe', 'hash', 'heart', 'house', 'image', 'info', 'key-round', 'keyboard', 'languages', 'link', 'list', 'lock',
  'log-out', 'map-pin', 'maximize', 'medal', 'megaphone', 'message-circle', 'milestone', 'minimize', 'monitor', 'moon',
  'pause', 'pencil', 'play', 'plus', 'power', 'printer', 'reply', 'rotate-ccw', 'route', 'rss', 'search', 'settings', 'share-2',
  'shield', 'shield-check', 'sliders-horizontal', 'sparkles', 'sun', 'timer', 'trash-2', 'triangle-alert', 'trophy', 'undo-2', 'upload',
  'user-check', 'user-plus', 'users', 'video', 'volume-2', 'volume-x', 'wifi-off', 'x',
];
