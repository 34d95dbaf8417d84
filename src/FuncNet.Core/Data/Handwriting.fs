namespace FuncNet

open System
open FuncNet.Kernels

/// Draws digits as a hand would: no two alike.
module internal Handwriting =

    /// The height and the width of an image.
    let side = 28

    /// How much one image may differ from the next: standard deviations, or ranges from and to.
    module private Variation =
        /// Of the points of a stroke, in parts of the digit's height.
        let wobble = 0.036
        /// Of the slant: how far the top is shifted to the right, in parts of the height.
        let slant = 0.20
        /// Of the rotation, in radians.
        let rotation = 0.12
        /// Of the centre, in pixels.
        let shift = 1.1
        /// The height of the digit in pixels.
        let height = 16.5, 21.0
        /// The width of the box that a digit is drawn in, in parts of its height.
        let width = 0.70, 1.05
        /// Half the thickness of the pen, in pixels.
        let pen = 0.75, 1.75
        /// How the thickness changes along a stroke, as a part of it.
        let pressure = 0.22
        /// The pixels over which the edge of a line fades.
        let softness = 1.0, 1.8
        /// The darkness of the line.
        let ink = 0.80, 1.0
        /// Of the noise of each pixel.
        let noise = 0.035

    /// How finely a curve is drawn: straight pieces between two points of a stroke.
    let private pieces = 5

    /// More normal numbers than any digit has coordinates and other parameters.
    let private parameters = 64

    /// What is used again from image to image: nothing of it is seen outside.
    type Pen() =
        /// Distance from the edge of the line, negative inside of it, for each pixel.
        member val Distance = Array.zeroCreate<float>(side * side)
        member val Normals = Array.zeroCreate<float32>(parameters + side * side)
        member val Uniforms = Array.zeroCreate<float32> 8
        member val X = Array.zeroCreate<float> 32
        member val Y = Array.zeroCreate<float> 32

    /// The curve of Catmull and Rom between p₁ and p₂, at 0 ≤ t ≤ 1, with the neighbours p₀ and p₃.
    let private curve p0 p1 p2 p3 t =
        0.5
        * (2.0 * p1
           + t * (p2 - p0 + t * (2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3 + t * (3.0 * (p1 - p2) + p3 - p0))))

    /// Lowers each pixel's distance to that from a line of half the thickness `radius` between two points.
    let private line (distance: float[]) radius ax ay bx by =
        let reach = radius + 2.0
        let first low = max 0 (int (ceil (low - reach)))
        let last high = min (side - 1) (int (floor (high + reach)))
        let dx, dy = bx - ax, by - ay
        let scale = 1.0 / (dx * dx + dy * dy + 1e-12)

        for y in first (min ay by) .. last (max ay by) do
            let py = float y - ay

            for x in first (min ax bx) .. last (max ax bx) do
                let px = float x - ax
                let along = Math.Clamp((px * dx + py * dy) * scale, 0.0, 1.0)
                let ex, ey = px - along * dx, py - along * dy
                let d = sqrt (ex * ex + ey * ey) - radius

                if d < distance[y * side + x] then
                    distance[y * side + x] <- d

    /// Draws one digit as a function of the key alone, as levels 0 (paper) to 1 (ink) in steps of 1/255, into image.
    let draw (pen: Pen) (key: ReadOnlySpan<int>) digit (image: Span<float32>) =
        Philox.Normal(key, Span pen.Normals)
        let other = Array.zeroCreate<int> 2
        Philox.FoldIn(key, 1, Span other)
        Philox.Uniform(ReadOnlySpan other, Span pen.Uniforms)

        let normals, uniforms = pen.Normals, pen.Uniforms
        let normal i = Math.Clamp(float normals[i], -2.5, 2.5)
        let within i (low, high) = low + (high - low) * float uniforms[i]

        let forms = DigitForms.forms[digit]
        let form = forms[min (forms.Length - 1) (int (uniforms[0] * float32 forms.Length))]
        let height = within 1 Variation.height
        let width = height * within 2 Variation.width
        let radius = within 3 Variation.pen
        let softness = within 4 Variation.softness
        let ink = within 5 Variation.ink
        let slant = Variation.slant * normal 0
        let angle = Variation.rotation * normal 1
        let centre = float (side - 1) / 2.0
        let cx, cy = centre + Variation.shift * normal 2, centre + Variation.shift * normal 3
        let sin, cos = sin angle, cos angle
        let mutable next = 4

        Array.Fill(pen.Distance, 10.0)

        for stroke in form do
            let x, y = pen.X, pen.Y

            for i in 0 .. stroke.Length - 1 do
                // The two points of a corner move together.
                if i > 0 && stroke[i] = stroke[i - 1] then
                    x[i] <- x[i - 1]
                    y[i] <- y[i - 1]
                else
                    let u, v = stroke[i]
                    let u, v = u - 0.5 + Variation.wobble * normal next, v - 0.5 + Variation.wobble * normal (next + 1)
                    next <- next + 2
                    let u, v = (u - slant * v) * width, v * height
                    x[i] <- cx + cos * u - sin * v
                    y[i] <- cy + sin * u + cos * v

            let n = stroke.Length
            let pressure = Variation.pressure * normal next
            next <- next + 1
            let mutable px, py = x[0], y[0]

            for i in 0 .. n - 2 do
                let before, after = max 0 (i - 1), min (n - 1) (i + 2)

                for piece in 1..pieces do
                    let t = float piece / float pieces
                    let qx, qy = curve x[before] x[i] x[i + 1] x[after] t, curve y[before] y[i] y[i + 1] y[after] t
                    let along = (float i + t) / float (n - 1)
                    line pen.Distance (radius * (1.0 + pressure * (along - 0.5))) px py qx qy
                    px <- qx
                    py <- qy

        for i in 0 .. side * side - 1 do
            let covered = Math.Clamp(0.5 - pen.Distance[i] / softness, 0.0, 1.0)
            // The edge of a real line fades smoothly at both ends.
            let smooth = covered * covered * (3.0 - 2.0 * covered)
            let level = ink * smooth + Variation.noise * float normals[parameters + i] * (0.25 + smooth)
            image[i] <- float32 (round (255.0 * Math.Clamp(level, 0.0, 1.0))) / 255.0f
