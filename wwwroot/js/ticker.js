// The worker of poll.js: browsers slow down the timers of a hidden page, not these.
setInterval(() => postMessage(null), 2_500);
