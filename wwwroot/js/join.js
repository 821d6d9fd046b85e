import { countDown } from './countdown.js';

// The page anew when the door opens.
countDown(document.getElementById('countdown'), () => location.reload());
