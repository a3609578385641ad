/** What the page looks like: its width, its smallest letters, its weakest contrast, its lowest field. */
() => {
    const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const light = (color) => {
        const [r, g, b] = color.match(/[\d.]+/g).map(Number).map(channel);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (one) => {
        const color = one ? getComputedStyle(one).backgroundColor : "rgb(255, 255, 255)";
        return color === "rgba(0, 0, 0, 0)" ? behind(one.parentElement) : color;
    };
    const visible = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility());
    const worded = visible.filter(({ childNodes }) => [...childNodes].some((it) => it.nodeType === 3 && it.data.trim()));
    const contrasts = worded.map((one) => {
        const [low, high] = [light(getComputedStyle(one).color), light(behind(one))].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    });
    const pressed = visible.filter((one) => one.matches("button, input"));
    return {
        width: document.documentElement.scrollWidth,
        smallest: Math.min(...worded.map((one) => parseFloat(getComputedStyle(one).fontSize))),
        contrast: Math.min(...contrasts),
        lowest: Math.min(...pressed.map((one) => one.getBoundingClientRect().height)),
    };
}
