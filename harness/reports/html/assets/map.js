"use strict";
// How far an answer can have come: a ring on the map, and the countries beyond it drawn empty.
report.each("map", (section, data) => {
  const select = section.querySelector("select");
  if (!select || !data) return;
  const space = "http://www.w3.org/2000/svg";
  const rings = section.querySelector(".rings");
  const told = section.querySelector(".ring-text");
  const radians = (degrees) => (degrees * Math.PI) / 180;

  // Equal Earth, as harness/reports/projection.py.
  function raw(longitude, latitude) {
    const [a, b, c, d] = [1.340264, -0.081106, 0.000893, 0.003796];
    const theta = Math.asin((Math.sqrt(3) / 2) * Math.sin(latitude));
    const square = theta * theta;
    const sixth = square ** 3;
    const across = 3 * (a + 3 * b * square + sixth * (7 * c + 9 * d * square));
    return [(2 * Math.sqrt(3) * longitude * Math.cos(theta)) / across, theta * (a + b * square + sixth * (c + d * square))];
  }
  const [halfWidth] = raw(Math.PI, 0);
  const [, halfHeight] = raw(0, Math.PI / 2);
  const scale = data.width / (2 * halfWidth);

  function place([longitude, latitude]) {
    const [x, y] = raw(longitude, latitude);
    return [(x + halfWidth) * scale, (halfHeight - y) * scale];
  }

  /** Points at a distance on a sphere of the Earth's mean radius, once around. */
  function circle(disc) {
    const [longitude, latitude] = [radians(disc.longitude), radians(disc.latitude)];
    const angle = Math.min((disc.km + disc.error) / 6371.0088, Math.PI);
    return Array.from({ length: 181 }, (_, step) => {
      const bearing = radians(step * 2);
      const up = Math.asin(Math.sin(latitude) * Math.cos(angle) + Math.cos(latitude) * Math.sin(angle) * Math.cos(bearing));
      const along = longitude + Math.atan2(
        Math.sin(bearing) * Math.sin(angle) * Math.cos(latitude),
        Math.cos(angle) - Math.sin(latitude) * Math.sin(up),
      );
      return [((along + 3 * Math.PI) % (2 * Math.PI)) - Math.PI, up];
    });
  }

  /** Path data; a line that would cross the whole map begins anew on its other side. */
  function path(points) {
    let last = null;
    return points.map((point) => {
      const jumps = last === null || Math.abs(point[0] - last[0]) > Math.PI;
      last = point;
      const [x, y] = place(point);
      return `${jumps ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    }).join("");
  }

  function show(disc) {
    rings.replaceChildren();
    const excluded = new Set(disc ? data.sets[disc.excluded] : []);
    for (const land of section.querySelectorAll("[data-code]")) {
      land.classList.toggle("excluded", excluded.has(land.dataset.code));
    }
    if (!disc) {
      told.textContent = "";
      return;
    }
    const ring = document.createElementNS(space, "path");
    ring.setAttribute("class", "ring");
    ring.setAttribute("d", path(circle(disc)));
    rings.append(ring);
    const asked = data.countries.map((code) => `${code} ${excluded.has(code) ? "is out of reach" : "is within reach"}`);
    told.textContent = [
      `Answered within ${disc.ms.toFixed(2)} ms: not farther than ${Math.round(disc.km).toLocaleString("en")} km from a place known to ` +
        `${Math.round(disc.error)} km.`,
      `${excluded.size} countries are out of reach and drawn empty.`,
      ...asked.map((text) => `${text}.`),
    ].join(" ");
  }

  data.discs.forEach((disc, number) => {
    select.append(report.make("option", { value: String(number) }, disc.label));
  });
  select.parentElement.hidden = false;
  select.addEventListener("change", () => show(select.value === "" ? null : data.discs[Number(select.value)]));
});
