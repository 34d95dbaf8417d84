namespace FuncNet

[<RequireQualifiedAccess>]
module Adversarial =

    [<Literal>]
    let Generator = "generator"

    [<Literal>]
    let Discriminator = "discriminator"

    let private only what (shape: Signal<Shape>) =
        match shape with
        | Signal.One shape -> shape
        | Signal.Many parts -> Errors.shape "Adversarial: %s is one tensor; here it is %d, %O." what parts.Length shape

    let private noise count (generator: Network) (key: Key) =
        let shape = only "the noise that a generator takes" generator.InputShape
        Key.normal generator.DType [ yield count; yield! shape ] key

    let private requireFitting (loss: AdversarialLoss) (generator: Network) (discriminator: Network) =
        let made = only "what a generator makes" generator.OutputShape
        let taken = only "what a discriminator takes" discriminator.InputShape
        let score = only "what a discriminator gives" discriminator.OutputShape

        if made <> taken then
            Errors.shape
                "Adversarial: the generator makes samples %O; the discriminator takes %O. Let them be the same."
                made
                taken

        if generator.DType <> discriminator.DType then
            Errors.dtype
                "Adversarial: the generator is %O, the discriminator %O; build both in one type."
                generator.DType
                discriminator.DType

        if score.Size <> 1 then
            Errors.shape
                "Adversarial: a discriminator gives one score for each sample; this one gives %O. End it with Layer.dense 1."
                score

        if loss.Penalty > 0.0 && discriminator.State.Count > 0 then
            Errors.configuration
                "Adversarial: the gradient penalty needs scores that follow from one sample each; this discriminator keeps \"%s\" of whole batches. Use layer normalization there."
                discriminator.State.Paths[0]

    let trainerWith
        discriminatorSteps
        (loss: AdversarialLoss)
        (generator: Network, generatorOptimizer: Optimizer)
        (discriminator: Network, discriminatorOptimizer: Optimizer)
        =
        let steps = Argument.atLeast 1 "Adversarial" "the number of discriminator steps" discriminatorSteps
        requireFitting loss generator discriminator

        /// One step of the discriminator.
        let judge (real: Tensor) (loss: AdversarialLoss) (key: Key) (all: Trainees) =
            let keys = Key.split 5 key
            let fake, all = all |> Trainees.apply Generator keys[1] (noise real.Shape[0] generator keys[0])

            all
            |> Trainees.minimize [ Discriminator ] (fun all ->
                let ofReal, all = all |> Trainees.apply Discriminator keys[2] real
                let ofFake, all = all |> Trainees.apply Discriminator keys[3] fake
                let cost = loss.Discriminator ofReal ofFake

                if loss.Penalty = 0.0 then
                    cost, all
                else
                    let critic x = fst (all |> Trainees.apply Discriminator keys[3] x)
                    cost + loss.Penalty * AdversarialLoss.gradientPenalty keys[4] critic real fake, all)

        /// One step of the generator.
        let make count (loss: AdversarialLoss) (key: Key) (all: Trainees) =
            let keys = Key.split 3 key

            all
            |> Trainees.minimize [ Generator ] (fun all ->
                let fake, all = all |> Trainees.apply Generator keys[1] (noise count generator keys[0])
                // The discriminator's running statistics are left as they were.
                let score, _ = all |> Trainees.apply Discriminator keys[2] fake
                loss.Generator score, all)

        JointTrainer.create
            [ Generator, generator, generatorOptimizer; Discriminator, discriminator, discriminatorOptimizer ]
            (fun turn all ->
                let keys = Key.split (steps + 1) turn.Key
                let real = turn.Batch.Inputs

                let ofDiscriminator, all =
                    ((Tensor.number real.DType 0.0, all), keys[1..])
                    ||> Array.fold (fun (_, all) key -> judge real loss key all)

                let ofGenerator, all = make real.Shape[0] loss keys[0] all
                all, [ Generator, ofGenerator; Discriminator, ofDiscriminator ])

    let trainer
        loss
        (generator: Network, generatorOptimizer: Optimizer)
        (discriminator: Network, discriminatorOptimizer: Optimizer)
        =
        trainerWith 1 loss (generator, generatorOptimizer) (discriminator, discriminatorOptimizer)

    let sample count (key: Key) (generator: Network) =
        generator.Predict(noise (Argument.atLeast 1 "Adversarial.sample" "the number of samples" count) generator key)
