// Opens every page of a folder, and of a book of lessons the page of each, in Chromium, offline, and fails on errors in
// its console; plays and slides animations, and lets lessons' figures change their looks.
//   node drive.mjs CHROMIUM FOLDER [PICTURES]      a folder for a picture of each page, as it first stands
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [program, folder, pictures] = process.argv.slice(2);
const arguments_ = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

function expect(condition, words) {
  if (!condition) throw new Error(words);
}

// The number of the frame that stands, as plotly.js's slider says.
const frameOf = page => page.evaluate(() => document.querySelector(".js-plotly-plot")._fullLayout.sliders[0].active);
const waitForFrame = (page, wanted) =>
  page.waitForFunction(
    k => document.querySelector(".js-plotly-plot")._fullLayout.sliders[0].active === k, wanted, { timeout: 60000 });
const shown = page =>
  page.evaluate(() => JSON.stringify(document.querySelector(".js-plotly-plot")._fullData.map(t => [t.x, t.y, t.z])));
// A frame's number changes before what it shows: this waits for that.
const waitForNumbers = (page, wanted) =>
  page.waitForFunction(
    numbers => JSON.stringify(document.querySelector(".js-plotly-plot")._fullData.map(t => [t.x, t.y, t.z])) === numbers,
    wanted, { timeout: 60000 });

async function playAndSlide(page) {
  const frames = await page.evaluate(() => document.querySelector(".js-plotly-plot")._transitionData._frames.length);
  expect(frames > 1, `${frames} frames`);
  const start = await shown(page);
  await page.locator(".updatemenu-button", { hasText: "Play" }).first().click();
  // A page begins with the last frame, and plays from the first one on.
  await page.waitForFunction(
    last => document.querySelector(".js-plotly-plot")._fullLayout.sliders[0].active < last, frames - 1, { timeout: 60000 });
  await page.waitForFunction(
    numbers => JSON.stringify(document.querySelector(".js-plotly-plot")._fullData.map(t => [t.x, t.y, t.z])) !== numbers,
    start, { timeout: 60000 });
  await page.locator(".updatemenu-button", { hasText: "Pause" }).first().click();
  await page.waitForTimeout(300);
  const paused = await frameOf(page);
  await page.waitForTimeout(700);
  expect((await frameOf(page)) === paused, `it plays on after a pause, from frame ${paused}`);
  const track = await page.locator(".slider-rail-touch-rect").first().boundingBox();
  await page.mouse.click(track.x + track.width - 2, track.y + track.height / 2);
  await waitForFrame(page, frames - 1);
  await waitForNumbers(page, start);
  await page.mouse.click(track.x + 2, track.y + track.height / 2);
  await waitForFrame(page, 0);
  await page.waitForFunction(
    numbers => JSON.stringify(document.querySelector(".js-plotly-plot")._fullData.map(t => [t.x, t.y, t.z])) !== numbers,
    start, { timeout: 60000 });
  return `${frames} frames, played to ${paused}, slid to both ends`;
}

// A figure of a lesson is drawn anew for a dark and narrow window, and as it was for a light and wide one.
async function changeLooks(page, plot) {
  const looks = await page.evaluate(() => /"looks":\{[^]*"dark":/.test(document.documentElement.innerHTML));
  if (!looks) return "";
  const element = await plot.elementHandle();
  await plot.scrollIntoViewIfNeeded();
  await page.waitForFunction(each => each._fullLayout, element, { timeout: 60000 });
  const wide = await element.evaluate(each => each._fullLayout.width);
  const shows = async (color, most) => {
    await plot.scrollIntoViewIfNeeded();
    await page.waitForFunction(
      ([each, ground, width]) => each._fullLayout?.paper_bgcolor === ground && each.querySelector(".main-svg") &&
        each.closest(".fit").getBoundingClientRect().width <= width, [element, color, most], { timeout: 60000 });
  };
  // Diagrams and large grids of pictures have no narrow look, and scroll.
  const narrows = await element.evaluate(each => each.closest(".plot").innerHTML.includes('"narrow":'));
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await shows("#15181d", narrows ? 400 : 1200);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1200, height: 900 });
  await shows("#ffffff", 1200);
  await page.waitForFunction(([each, width]) => each._fullLayout?.width === width, [element, wide], { timeout: 60000 });
  return ", dark and narrow and back";
}

async function visit(browser, file) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, offline: true });
  const errors = [];
  page.on("console", message => message.type() === "error" && errors.push(message.text()));
  // plotly.js refuses, with nothing, the promise of what a pause or the slider ends.
  page.on("pageerror", error => String(error) === "undefined" || errors.push(String(error)));
  page.on("request", request => /^(file|data|blob):/.test(request.url()) || errors.push(`asks for ${request.url()}`));
  await page.goto(pathToFileURL(resolve(folder, file)).href);
  const plots = await page.locator(".gradus-figure").all();
  const index = await page.locator(".cards").count() > 0;
  expect(index || plots.length > 0, "no figure");
  for (const plot of plots) {  // a book draws them as they are seen
    await plot.scrollIntoViewIfNeeded();
    const element = await plot.elementHandle();
    await page.waitForFunction(each => each._fullLayout && each.querySelector(".main-svg"), element, { timeout: 60000 });
  }
  if (plots.length === 0) {
    await page.close();
    expect(errors.length === 0, errors.join("\n  "));
    return "an index";
  }
  await plots[0].scrollIntoViewIfNeeded();
  await page.waitForFunction(each => each._fullLayout && each.querySelector(".main-svg"), await plots[0].elementHandle(), { timeout: 60000 });
  const animated = await page.evaluate(() => !!document.querySelector(".js-plotly-plot")._fullLayout.sliders?.length);
  const boxes = await page.evaluate(() => document.querySelectorAll(".gl-container canvas").length);
  if (pictures) await page.screenshot({ path: resolve(pictures, `${file}.png`), fullPage: true });
  const story = (animated ? await playAndSlide(page) : "stands still") + await changeLooks(page, plots[0]);
  await page.close();
  expect(errors.length === 0, errors.join("\n  "));
  return `${story}${boxes > 0 ? ", in three dimensions" : ""}`;
}

const files = readdirSync(folder)
  .map(name => existsSync(resolve(folder, name, "index.html")) ? `${name}/index.html` : name)
  .filter(name => name.endsWith(".html"))
  .sort();
const browser = await chromium.launch({ executablePath: program, args: arguments_, chromiumSandbox: false });
let failed = files.length === 0 ? 1 : 0;
for (const file of files) {
  try {
    console.log(`${file}: ${await visit(browser, file)}`);
  } catch (error) {
    ++failed;
    console.log(`${file}: FAILED: ${error?.stack ?? error}`);
  }
}
await browser.close();
console.log(`${files.length - failed} pages as they should be, ${failed} not`);
process.exit(failed === 0 ? 0 : 1);
