namespace FuncNet

open System.Collections.Generic

/// What there is to see of a network and its training, as one immutable value that can be written as one page for a browser: each part appears
/// where its data are known. The page needs no network.
[<Sealed>]
type Report =
    /// A report of nothing yet.
    static member Empty: Report

    /// A network: its drawing and its layers.
    static member Of: network: Network -> Report

    /// A training: its network, its curves, and why it ended.
    static member Of: result: TrainingResult -> Report

    /// A training with its settings; where the plan validates on a data set, also what that of the network does on it: see WithData and WithGradients.
    /// A validation on a fraction of the training data is not known here; give the data set to WithData.
    static member Of: plan: TrainingPlan * result: TrainingResult -> Report

    /// The title.
    member Title: string

    /// The report under another title.
    member Titled: title: string -> Report

    /// A line of the settings, such as "Seed" and "42"; one of that name is replaced.
    member WithSetting: name: string * value: string -> Report

    /// Lines of the settings.
    member WithSettings: settings: KeyValuePair<string, string> seq -> Report

    /// Adds the curves of epochs that are known without a result, such as those of a checkpoint.
    member internal WithHistory: epochs: EpochReport list -> Report

    /// Figures measured on data that were not trained on, such as accuracy 0.97.
    member WithFigures: figures: Figure seq -> Report

    /// What a recorder has written down: losses over steps, times, gradients over epochs.
    member WithRecord: record: RunRecord -> Report

    /// What the report's network does on data that were not trained on. Labels of classes, and targets that are all 0 and 1: confusion matrix, figures of
    /// each class, calibration, and samples, the most confidently wrong ones first. Up to 6 numbers: predictions against the truth, residuals, and the
    /// samples that are furthest off. Samples of height, width and 1 or 3 channels are shown as images. Rows that are distributions are taken as
    /// probabilities, others as logits. Of one input, also means, zeros and dead units of each layer on the first 512 samples. Without a network it
    /// is a ConfigurationException; samples that don't fit it throw ShapeException.
    member WithData: data: Dataset -> Report

    /// What a model of tables does on a table with its target: the same, in the target's units, with the columns of each row, and the model's figures.
    member WithTable: model: TableModel * table: Table -> Report

    /// How large gradients are, layer by layer, on the first 128 samples of some data. For networks with one input and one output; others are a
    /// ConfigurationException.
    member WithGradients: loss: Loss * data: Dataset -> Report

    /// The page: the text of an HTML file, complete in itself.
    member ToHtml: unit -> string

    /// Writes the page to a file, whole or not at all; a path that can't be written throws DataException.
    member Save: path: string -> unit

    /// The document of the page with what a live page adds.
    member internal Document: live: (string * Json) list -> Json

    /// The part of the document that is about the run.
    member internal Run: Json

/// Functions of reports.
[<RequireQualifiedAccess; CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Report =

    /// A report of nothing yet.
    val empty: Report

    /// A network: its drawing and its layers.
    val ofNetwork: network: Network -> Report

    /// A training: its network, its curves, and why it ended.
    val ofResult: result: TrainingResult -> Report

    /// A training with its settings; where the trainer validates on a data set, also what the network does on it (withData, withGradients). A
    /// validation on a fraction of the training data is not known here; give the data set to withData.
    val ofTraining: trainer: Trainer -> result: TrainingResult -> Report

    /// The report under another title.
    val titled: title: string -> report: Report -> Report

    /// A line of the settings, such as "Seed" and "42"; one of that name is replaced.
    val withSetting: name: string -> value: string -> report: Report -> Report

    /// Figures measured on data that were not trained on.
    val withFigures: figures: Figure seq -> report: Report -> Report

    /// What a recorder has written down: losses over steps, times, gradients over epochs.
    val withRecord: record: RunRecord -> report: Report -> Report

    /// What the report's network does on data that were not trained on, as the member WithData tells.
    val withData: data: Dataset -> report: Report -> Report

    /// What a model of tables does on a table with its target.
    val withTable: model: TableModel -> table: Table -> report: Report -> Report

    /// How large gradients are, layer by layer, on the first 128 samples of some data.
    val withGradients: loss: Loss -> data: Dataset -> report: Report -> Report

    /// The page: the text of an HTML file, complete in itself.
    val toHtml: report: Report -> string

    /// Writes the page to a file, whole or not at all; a path that can't be written throws DataException.
    val save: path: string -> report: Report -> unit

    /// Trains as Trainer.fit does, to the same bits, with a recorder; the result and its report.
    val fit: key: Key -> epochs: int -> data: TrainingData -> trainer: Trainer -> TrainingResult * Report
