namespace FuncNet

/// How a layer is made of its settings.
[<NoEquality; NoComparison>]
type internal LayerEntry = {
    /// As texts call it.
    Name: string
    /// The kind of the atoms that it makes; none where it makes others of several kinds.
    Kind: string option
    /// In the order in which texts give them.
    Rules: SettingRule list
    Make: LayerSettings -> Layer
}

/// Kinds of layers, and how each is made again from its hyperparameters: what files and texts of networks are read with. An immutable value.
[<Sealed>]
type LayerCatalog =
    internal new: kinds: Map<string, LayerEntry> * names: Map<string, LayerEntry> * known: KnownValues -> LayerCatalog

    member internal Kinds: Map<string, LayerEntry>

    /// By their names in lower case.
    member internal Names: Map<string, LayerEntry>
    member internal Known: KnownValues

/// Catalogs of layers.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LayerCatalog =

    /// A catalog of nothing.
    val internal empty: LayerCatalog

    /// What texts call a kind: its first letter is small.
    val internal wordOf: kind: string -> string

    /// An entry whose arguments are written as add takes them.
    val internal entry:
        name: string -> kind: string option -> arguments: string -> make: (LayerSettings -> Layer) -> LayerEntry

    val internal withEntries: entries: LayerEntry seq -> catalog: LayerCatalog -> LayerCatalog

    val internal withInitializers: initializers: Initializer seq -> catalog: LayerCatalog -> LayerCatalog

    /// A catalog that knows one kind more. kind: that of the atom. arguments: the names of its hyperparameters, in the order in which a text
    /// gives them, with what holds for those that need not be given: "factor steps=3". make: the layer of these settings, whose
    /// atom must have the same hyperparameters again. Texts call it by its kind, whose first letter may be small. A kind that
    /// is known already is a ConfigurationException.
    val add:
        kind: string -> arguments: string -> make: (LayerSettings -> Layer) -> catalog: LayerCatalog -> LayerCatalog

    /// A catalog that knows one initializer more, by its name.
    val addInitializer: initializer: Initializer -> catalog: LayerCatalog -> LayerCatalog

    /// A catalog that knows an augmentation made of a function (Augmentation.ofFunction) by its name.
    val addAugmentation: name: string -> augmentation: Augmentation -> catalog: LayerCatalog -> LayerCatalog

    /// The kinds that it knows, in alphabetical order.
    val kinds: catalog: LayerCatalog -> System.Collections.Generic.IReadOnlyList<string>

    /// What a layer takes, as it is written: "dense units kernel=glorotUniform bias=zeros".
    val internal usage: entry: LayerEntry -> string

    /// The layer of an entry with these settings. One that the entry does not have, or one twice, is a SettingException.
    val internal make: entry: LayerEntry -> given: (string * Setting) list -> catalog: LayerCatalog -> Layer
