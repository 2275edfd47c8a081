/* Three marks for words in the rich text editor: who says this, which photo shows it, which source it leans on.
   Wagtail's own choosers choose; articles/rich_text.py stores and renders. */
(() => {
  const { DraftJS, React, draftail } = window;
  const { EditorState, Modifier, RichUtils } = DraftJS;

  const marks = {
    ATTRIBUTION: { icon: "#icon-user", handlers: () => window.PAGE_CHOOSER_MODAL_ONLOAD_HANDLERS },
    "SOURCE-REFERENCE": { icon: "#icon-doc-full", handlers: () => window.CHOOSER_MODAL_ONLOAD_HANDLERS },
    "PHOTO-REFERENCE": { icon: "#icon-image", handlers: () => window.IMAGE_CHOOSER_MODAL_ONLOAD_HANDLERS },
  };

  class MarkSource extends draftail.ModalWorkflowSource {
    getChooserConfig() {
      const { type, chooser, chooserParameters } = this.props.entityType;
      return {
        url: chooser,
        urlParams: chooserParameters,
        onload: marks[type].handlers(),
        responses: { pageChosen: this.onChosen, chosen: this.onChosen },
      };
    }

    onChosen(chosen) {
      const { editorState, entityType, onComplete } = this.props;
      const selection = editorState.getSelection();
      const title = chosen.title || chosen.string; // as snippets have it
      const data = { id: chosen.id, title };
      // Mutable: the words stay the writer's own and can be changed without losing the mark.
      const content = editorState.getCurrentContent().createEntity(entityType.type, "MUTABLE", data);
      const key = content.getLastCreatedEntityKey();
      const words = entityType.wordsIfNoneSelected || title;
      const marked = selection.isCollapsed()
        ? EditorState.push(editorState, Modifier.insertText(content, selection, words, null, key), "insert-characters")
        : RichUtils.toggleLink(editorState, selection, key);
      this.workflow.close();
      onComplete(marked);
    }
  }

  function MarkedWords(props) {
    const entity = props.contentState.getEntity(props.entityKey);
    const { title, gone } = entity.getData();
    const icon = gone ? "#icon-warning" : marks[entity.getType()].icon;
    return React.createElement(draftail.TooltipEntity, { ...props, icon, label: title });
  }

  Object.keys(marks).forEach((type) => {
    draftail.registerPlugin({ type, source: MarkSource, decorator: MarkedWords }, "entityTypes");
  });
})();
