// Runs before the first paint (a plain script in the head): puts the viewer's remembered choices on <html>, so that no
// page flashes in the wrong theme, and says that scripts run.
const root = document.documentElement;
root.dataset['js'] = '';
try {
  const theme = localStorage.getItem('gs.theme');
  if (theme === 'dark' || theme === 'light') root.dataset['theme'] = theme;
  const size = localStorage.getItem('gs.captionSize');
  if (size) root.dataset['captionSize'] = size;
} catch {
  // Storage may be forbidden; the defaults stand.
}
