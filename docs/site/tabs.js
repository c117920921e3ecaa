// Shows headings named by a language that follow each other as tabs, and remembers the language chosen.
// Without this script a page reads as it is written, one language after the other.
(() => {
  'use strict';

  const LANGUAGES = ['Rust', 'Python', 'Python, asyncio', 'Node'];
  const groups = [];

  const languageOf = (element) => LANGUAGES.find((name) => element.matches('h3[id]') && element.textContent === name);

  // A browser may forbid storage; then a choice holds for its page.
  const storage = (use) => {
    try { return use(localStorage); } catch { return null; }
  };

  // A group that lacks a language shows the one it is a variant of, or its first.
  const show = (language) => {
    for (const tabs of groups) {
      const wanted = [language, language.split(',')[0], tabs[0].name];
      const shown = wanted.find((one) => tabs.some(({ name }) => name === one));
      for (const { name, button, panel } of tabs) {
        button.ariaSelected = name === shown;
        button.tabIndex = name === shown ? 0 : -1;
        // Hidden, and still found by a search in the page.
        panel.hidden = name === shown ? false : 'until-found';
      }
    }
  };

  // Groups above may grow or shrink; the tab stays where the reader has it.
  const choose = ({ name, button }) => {
    const before = button.getBoundingClientRect().top;
    show(name);
    scrollBy({ top: button.getBoundingClientRect().top - before, behavior: 'instant' });
    button.focus({ preventScroll: true });
    storage((kept) => kept.setItem('language', name));
  };

  const move = (event, tabs, at) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation(); // The book itself would go to another chapter.
      choose(tabs.at(to % tabs.length));
    }
  };

  // The headings of a group, each with what follows it, up to one that names no language.
  const sectionsFrom = (heading) => {
    const sections = [];
    for (let at = heading; at && (languageOf(at) || !at.matches('h1, h2, h3')); at = at.nextElementSibling) {
      languageOf(at) ? sections.push([at]) : sections.at(-1).push(at);
    }
    return sections;
  };

  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  const makeGroup = (sections) => {
    const list = make('div', { role: 'tablist', ariaLabel: 'Language' });
    sections[0][0].before(list);
    const tabs = sections.map(([heading, ...rest], at) => {
      const [id, name] = [heading.id, languageOf(heading)];
      const tab = {
        name,
        button: make('button', { id: `${id}-tab`, role: 'tab', textContent: name, onclick: () => choose(tab) }),
        panel: make('div', { id, role: 'tabpanel', onbeforematch: () => show(name) }),
      };
      tab.button.setAttribute('aria-controls', id);
      tab.button.addEventListener('keydown', (event) => move(event, tabs, at));
      tab.panel.setAttribute('aria-labelledby', tab.button.id);
      // The anchor is the panel's now, since the heading gives way to the tab.
      heading.removeAttribute('id');
      heading.before(tab.panel);
      tab.panel.append(heading, ...rest);
      list.append(tab.button);
      return tab;
    });
    groups.push(tabs);
  };

  // A link into a language shows it here, and is no choice for other pages.
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    const tab = groups.flat().find(({ panel }) => panel.contains(target));
    if (tab) {
      show(tab.name);
      target.scrollIntoView();
    }
  };

  for (const heading of document.querySelectorAll('main h3')) {
    const sections = sectionsFrom(heading);
    if (sections.length > 1) { makeGroup(sections); }
  }
  show(storage((kept) => kept.getItem('language')) ?? LANGUAGES[0]);
  reveal();
  addEventListener('hashchange', reveal);
})();
